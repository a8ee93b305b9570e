/**
 * Breaks golden messages in the ways that hostile or faulty peers do: lengths that lie, bytes flipped,
 * cut off, put in, or taken from another message. What comes of it must be a body or a `DecodeError`.
 */
import assert from 'node:assert/strict'
import { codec, DecodeError, type Draft, type Message } from '@millrace/core/protocol'
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

const hostileMessage = fc
  .tuple(fc.nat({ max: corpus.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([index, mutations]) => {
    const sample = corpus[index] as Sample
    return { ...sample, bytes: mutations.reduce((bytes, mutate) => mutate(bytes), sample.bytes) }
  })

/** Throws where a broken message does anything but decode or be refused; tells how many were refused. */
export function readHostileMessages(count: number, seed: number): { refused: number; read: number } {
  let refused = 0
  let read = 0
  fc.assert(
    fc.property(hostileMessage, ({ message, version, bytes }) => {
      const began = performance.now()
      if (survives(message, version, bytes)) read++
      else refused++
      assert.ok(performance.now() - began < SLOWEST_MS, `${message.name} v${version} took too long`)
    }),
    { numRuns: count, seed },
  )
  return { refused, read }
}

/** Whether the bytes could be read; what was read must then be a body like any other. */
function survives(message: Message, version: number, bytes: Buffer): boolean {
  const one = codec(message, version)
  let body: Draft<Message>
  try {
    body = one.decode(bytes) as Draft<Message>
  } catch (problem) {
    assert.ok(problem instanceof DecodeError, `${message.name} v${version} ended in ${problem}`)
    assert.equal(problem.refusal.subject, one.subject)
    assert.ok(problem.position !== undefined && problem.position <= bytes.length, problem.message)
    return false
  }
  const again = one.encode(body)
  assert.deepEqual(one.encode(one.decode(again) as Draft<Message>), again)
  return true
}
