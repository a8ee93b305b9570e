import test from 'ava'
import fc from 'fast-check'
import { crc32c } from '../../records/crc32c.ts'
import { CorruptSnapshotError } from '../errors.ts'
import type { SavedProducer } from './producer-entry.ts'
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts'

/**
 * Java's ProducerStateManager.takeSnapshot wrote this of three producers: 7 after two batches, 8000000000
 * within a transaction, and 9 of which only a marker is known.
 */
const WRITTEN_BY_JAVA =
  '0001fc6ca96100000003' +
  '0000000000000007000200000005000000000000006900000000' +
  '0000018bcfe56801ffffffffffffffffffffffff' +
  '00000001dcd65000000000000002000000000000006c00000002' +
  '0000018bcfe56802ffffffff000000000000006a' +
  '00000000000000090004ffffffffffffffffffffffff00000000' +
  '0000018bcfe568030000000cffffffffffffffff'

const none = { lastSequence: -1, lastOffset: -1, offsetDelta: 0, coordinatorEpoch: -1, transactionFirstOffset: -1 }
const producers: SavedProducer[] = [
  { ...none, producerId: 7, epoch: 2, lastSequence: 5, lastOffset: 105, timestamp: 1_700_000_000_001 },
  {
    producerId: 8_000_000_000,
    epoch: 0,
    lastSequence: 2,
    lastOffset: 108,
    offsetDelta: 2,
    timestamp: 1_700_000_000_002,
    coordinatorEpoch: -1,
    transactionFirstOffset: 106,
  },
  { ...none, producerId: 9, epoch: 4, timestamp: 1_700_000_000_003, coordinatorEpoch: 12 },
]

function messageOf(bytes: Buffer): string | undefined {
  try {
    decodeSnapshot(bytes, '00000000000000000110.snapshot')
  } catch (problem) {
    if (problem instanceof CorruptSnapshotError) return problem.message
    throw problem
  }
  return undefined
}

test('a snapshot is, byte for byte, the one that Java writes', (t) => {
  t.is(encodeSnapshot(producers).toString('hex'), WRITTEN_BY_JAVA)
})

test('a snapshot that Java wrote is read', (t) => {
  t.deepEqual(decodeSnapshot(Buffer.from(WRITTEN_BY_JAVA, 'hex'), 'x'), producers)
})

test('a snapshot of any byte of which another was made is refused', (t) => {
  const bytes = Buffer.from(WRITTEN_BY_JAVA, 'hex')
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes)
    damaged.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    t.regex(messageOf(damaged) ?? '', /^00000000000000000110.snapshot: expected (version 1|CRC-32C \d+), found \d+$/)
  }
})

test('a snapshot that ends early is refused', (t) => {
  const bytes = Buffer.from(WRITTEN_BY_JAVA, 'hex')
  for (let length = 0; length < bytes.length; length++) {
    t.truthy(messageOf(bytes.subarray(0, length)), `${length} bytes`)
  }
  t.is(messageOf(Buffer.alloc(1)), '00000000000000000110.snapshot: expected 2 more bytes, found 1')
})

test('a snapshot of a right checksum with a wrong count is refused', (t) => {
  for (const count of [4, 2, -1, 0x7fffffff]) {
    const bytes = Buffer.from(WRITTEN_BY_JAVA, 'hex')
    bytes.writeInt32BE(count, 6)
    bytes.writeUInt32BE(crc32c(bytes.subarray(6)), 2)
    t.is(messageOf(bytes), `00000000000000000110.snapshot: expected ${count} producers, found 138 bytes`)
  }
})

test('producers read back', (t) => {
  const int32 = fc.integer({ min: -1, max: 0x7fffffff })
  const int64 = fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER })
  const producer = fc.record({
    producerId: int64,
    epoch: fc.integer({ min: -1, max: 0x7fff }),
    lastSequence: int32,
    lastOffset: int64,
    offsetDelta: int32,
    timestamp: int64,
    coordinatorEpoch: int32,
    transactionFirstOffset: int64,
  })
  fc.assert(fc.property(fc.array(producer), (saved) => t.deepEqual(decodeSnapshot(encodeSnapshot(saved), 'x'), saved)))
})
