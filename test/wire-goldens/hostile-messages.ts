/**
 * Breaks golden messages in the ways that hostile or faulty peers do: lengths that lie, bytes flipped,
 * cut off, put in, or taken from another message. What comes of it must be a body or a `DecodeError`.
 */
import assert from 'node:assert/strict'
import {
  codec,
  DecodeError,
  type Draft,
  decodeRequest,
  decodeResponse,
  type Message,
  requestHeader,
  requestHeaderVersion,
  responseHeader,
  responseHeaderVersion,
} from '@millrace/core/protocol'
import fc from 'fast-check'
import { goldenLines } from './golden-files.ts'
import { type MessageLine, messageOf } from './messages.ts'

/** No frame of the corpus is near this long, so no read of one should take as long either. */
const SLOWEST_MS = 1_000

interface Sample {
  readonly message: Message
  readonly version: number
  readonly bytes: Buffer
}

const corpus: readonly Sample[] = goldenLines('messages.jsonl.gz')
  .map((line) => JSON.parse(line) as MessageLine)
  .filter((line) => line.kind === 'message' && line.hex.length > 0)
  .map((line) => ({ message: messageOf(line), version: line.version, bytes: Buffer.from(line.hex, 'hex') }))

/** The same as they travel, behind their headers; the transport has taken the size off. */
const frames: readonly Sample[] = corpus.filter(({ message }) => /(?:Request|Response)$/.test(message.name)).map(framed)

function framed(sample: Sample): Sample {
  const { message, version, bytes } = sample
  const ids = { requestApiKey: message.key ?? 0, requestApiVersion: version, correlationId: 7, clientId: 'hostile' }
  const header = message.name.endsWith('Request')
    ? codec(requestHeader, requestHeaderVersion(message, version)).encode(ids)
    : codec(responseHeader, responseHeaderVersion(message, version)).encode(ids)
  return { message, version, bytes: Buffer.concat([header, bytes]) }
}

type Mutation = (bytes: Buffer) => Buffer

const position = fc.nat({ max: 0xffff })

/** Numbers that lengths and counts are broken with, as they stand in the bytes. */
const lies = [
  'ff',
  '00',
  '80',
  '7f',
  'ffff',
  '7fff',
  '8000',
  '7fffffff',
  '80000000',
  'ffffffff',
  'ffffffff0f',
  'feffffff0f',
  '8180',
]

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(position, fc.constantFrom(...lies)).map(
    ([at, lie]) =>
      (bytes: Buffer) =>
        overwrite(bytes, at, Buffer.from(lie, 'hex')),
  ),
  fc.tuple(position, fc.nat({ max: 7 })).map(([at, bit]) => (bytes: Buffer) => {
    const index = at % bytes.length
    return overwrite(bytes, at, Buffer.from([(bytes[index] as number) ^ (1 << bit)]))
  }),
  position.map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(position, fc.uint8Array({ minLength: 1, maxLength: 12 })).map(([at, extra]) => (bytes: Buffer) => {
    const index = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, index), extra, bytes.subarray(index)])
  }),
  fc.tuple(position, fc.nat({ max: corpus.length - 1 })).map(([at, other]) => (bytes: Buffer) => {
    const donor = corpus[other] as Sample
    return Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), donor.bytes.subarray(at % donor.bytes.length)])
  }),
)

function overwrite(bytes: Buffer, at: number, patch: Buffer): Buffer {
  if (bytes.length === 0) return patch
  const copy = Buffer.from(bytes)
  patch.copy(copy, at % bytes.length)
  return copy
}

function hostile(samples: readonly Sample[]): fc.Arbitrary<Sample> {
  return fc
    .tuple(fc.nat({ max: samples.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([index, mutations]) => {
      const sample = samples[index] as Sample
      return { ...sample, bytes: mutations.reduce((bytes, mutate) => mutate(bytes), sample.bytes) }
    })
}

export interface Tally {
  readonly refused: number
  readonly read: number
}

/** Throws where a broken message does anything but decode or be refused; tells how many were refused. */
export function readHostileMessages(count: number, seed: number): Tally {
  return readAll(hostile(corpus), { count, seed }, ({ message, version, bytes }) => {
    const one = codec(message, version)
    const body = one.decode(bytes) as Draft<Message>
    // What was read must be a body like any other.
    const again = one.encode(body)
    assert.deepEqual(one.encode(one.decode(again) as Draft<Message>), again)
  })
}

/** The same for whole frames, whose headers may be what is broken. */
export function readHostileFrames(count: number, seed: number): Tally {
  return readAll(hostile(frames), { count, seed }, ({ message, version, bytes }) => {
    if (message.name.endsWith('Request')) decodeRequest(bytes)
    else decodeResponse(message, version, bytes)
  })
}

function readAll(samples: fc.Arbitrary<Sample>, { count, seed }: { count: number; seed: number }, read: Read): Tally {
  const tally = { refused: 0, read: 0 }
  const property = fc.property(samples, (sample) => {
    const began = performance.now()
    tally[survives(sample, read) ? 'read' : 'refused']++
    assert.ok(performance.now() - began < SLOWEST_MS, `${sample.message.name} v${sample.version} took too long`)
  })
  fc.assert(property, { numRuns: count, seed })
  return tally
}

type Read = (sample: Sample) => void

/** Whether the bytes could be read; a refusal must say what it refuses, where, and at which byte. */
function survives(sample: Sample, read: Read): boolean {
  const { message, version, bytes } = sample
  try {
    read(sample)
    return true
  } catch (problem) {
    assert.ok(problem instanceof DecodeError, `${message.name} v${version} ended in ${problem}`)
    const { subject, path, position = -1 } = problem.refusal
    assert.ok(subject !== undefined && (path !== undefined || problem.code === 'TRAILING_BYTES'), problem.message)
    assert.ok(position >= 0 && position <= bytes.length, problem.message)
    return false
  }
}
