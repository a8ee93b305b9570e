/**
 * Requests as no client means them: valid ones of every API and version, drawn from a seed, and what becomes of
 * them when bytes are changed on the way.
 */
import type { SeededRandom } from '../host/random.ts'
import type { Api } from '../protocol/apis.ts'
import type { Draft } from '../protocol/body.ts'
import { defaultOf, ZERO_UUID } from '../protocol/defaults.ts'
import { encodeRequest } from '../protocol/frames.ts'
import { type Field, type Fields, isNullable, isPresent, type Message } from '../protocol/schema.ts'
import { BatchBuilder } from '../records/builder.ts'

/** Names that the requests use, of all kinds: some are topics that there are, some are not. */
const NAMES = ['orders', 'clicks', 'group', 'member', 'consumer', 'range', 'nobody', '', '__consumer_offsets', 'ü']

const ELEMENTS_MAX = 3

export function validRequest(api: Api, random: SeededRandom): Buffer {
  const [first, last] = api.request.versions
  const version = first + random.below(last - first + 1)
  const body = structOf(api.request.fields, version, random) as Draft<Message>
  const message = api.request as Message & { readonly key: number }
  return Buffer.concat(
    encodeRequest({ message, version, correlationId: random.below(1000), clientId: 'hostile', body }),
  )
}

function structOf(fields: Fields, version: number, random: SeededRandom): Record<string, unknown> {
  const present = Object.entries(fields).filter(([, field]) => isPresent(field, version))
  return Object.fromEntries(present.map(([name, field]) => [name, valueOfField(field, version, random)]))
}

function valueOfField(field: Field, version: number, random: SeededRandom): unknown {
  if (isNullable(field, version) && random.chance(0.1)) return null
  if (random.chance(0.1) && !('array' in field)) return defaultOf(field)
  if ('struct' in field) return structOf(field.struct, version, random)
  if (!('array' in field)) return primitive(field.type, random)
  const { array } = field
  return Array.from({ length: random.below(ELEMENTS_MAX) }, () => {
    return typeof array === 'string' ? primitive(array, random) : structOf(array, version, random)
  })
}

function primitive(type: string, random: SeededRandom): unknown {
  switch (type) {
    case 'bool':
      return random.chance(0.5)
    case 'string':
      return random.chance(0.02)
        ? 'x'.repeat(random.chance(0.5) ? random.below(32_768) : 32_767)
        : NAMES[random.below(NAMES.length)]
    case 'uuid':
      return random.chance(0.5) ? ZERO_UUID : random.bytes(16).toString('base64url')
    case 'bytes':
      return random.bytes(random.below(random.chance(0.02) ? 5_000 : 30))
    case 'records':
      return batch(random)
    case 'bigint':
      return BigInt(random.below(1000)) - 1n
    default:
      return numberOf(type, random)
  }
}

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  float64: [Number.NEGATIVE_INFINITY, Number.NaN],
}

/** A small number, mostly, or one at the end of what there is. */
function numberOf(type: string, random: SeededRandom): number {
  const [least = 0, most = 0] = LIMITS[type] ?? []
  if (random.chance(0.05)) return random.chance(0.5) ? least : most
  return Math.max(least, random.below(6) - 1)
}

function batch(random: SeededRandom): Buffer {
  const builder = new BatchBuilder()
  for (let record = 0; record <= random.below(3); record += 1) {
    builder.tryAppendPair(random.bytes(3), random.bytes(random.below(50)), 1_700_000_000_000 + record)
  }
  return Buffer.from(builder.build())
}

/** What lengths, counts and versions are made of that nobody has checked. */
const EXTREMES = [0x7fffffff, 0xffffffff, 0x80000000, 0, 1, 0xfffffffe, 0x00ffffff]

const mutations: readonly ((frame: Buffer, random: SeededRandom) => Buffer)[] = [
  (frame, random) => changed(frame, random, (byte) => byte ^ (1 << random.below(8))),
  (frame, random) => changed(frame, random, () => random.below(256)),
  (frame, random) => changed(frame, random, (byte) => (byte + 1) & 255),
  (frame, random) => changed(frame, random, () => 0xff),
  (frame, random) => frame.subarray(0, 4 + random.below(frame.length - 3)),
  (frame, random) => Buffer.concat([frame, random.bytes(1 + random.below(10))]),
  (frame, random) => {
    const at = 4 + random.below(frame.length - 3)
    return Buffer.concat([frame.subarray(0, at), random.bytes(1 + random.below(4)), frame.subarray(at)])
  },
  (frame, random) => {
    const at = 4 + random.below(frame.length - 3)
    return Buffer.concat([frame.subarray(0, at), frame.subarray(at + 1 + random.below(4))])
  },
  (frame, random) => {
    if (frame.length < 9) return frame
    const at = 4 + random.below(frame.length - 8)
    const copy = Buffer.from(frame)
    copy.writeUInt32BE(EXTREMES[random.below(EXTREMES.length)] ?? 0, at)
    return copy
  },
  (frame, random) => {
    const copy = Buffer.from(frame)
    copy.writeInt16BE(random.below(20) - 2, 6)
    return copy
  },
]

function changed(frame: Buffer, random: SeededRandom, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(frame)
  const at = 4 + random.below(frame.length - 4)
  copy[at] = change(copy[at] ?? 0)
  return copy
}

/** Some bytes are others, more or fewer; the size says so, nearly always. Some requests are strange enough as they are. */
export function mutated(frame: Buffer, random: SeededRandom): Buffer {
  if (random.chance(0.3)) return frame
  let result = frame
  for (let round = 0; round <= random.below(3); round += 1) {
    const mutate = mutations[random.below(mutations.length)]
    if (mutate !== undefined && result.length > 8) result = mutate(result, random)
  }
  const copy = Buffer.from(result)
  if (!random.chance(0.02)) copy.writeInt32BE(copy.length - 4, 0)
  return copy
}
