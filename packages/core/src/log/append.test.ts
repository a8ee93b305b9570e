import test from 'ava'
import { RecordBatch } from '../records/batch.ts'
import { BatchBuilder } from '../records/builder.ts'
import { buildMarker } from '../records/control.ts'
import type { BatchHeader } from '../records/seal.ts'
import { type AppendPlace, checkBatch } from './append.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'

const NOW_MS = 1_700_000_000_000

function batch(header: BatchHeader = {}, baseOffset = 0): Buffer {
  const builder = new BatchBuilder({ baseOffset })
  builder.tryAppendPair('key', 'value', NOW_MS - 7)
  return Buffer.from(builder.build(header))
}

interface Circumstances {
  readonly config?: Partial<LogConfig>
  readonly origin?: AppendPlace['origin']
}

function check(bytes: Buffer, { config = {}, origin = 'client' }: Circumstances = {}) {
  return checkBatch(bytes, {
    partition: 'orders-3',
    config: { ...defaultLogConfig, ...config },
    nowMs: NOW_MS,
    origin,
  })
}

test('a batch that is right comes back without a change', (t) => {
  const bytes = batch()
  const before = Buffer.from(bytes)
  t.true(check(bytes) instanceof RecordBatch)
  t.deepEqual(bytes, before)
})

test('bytes that end early or have another checksum are corrupt, an old format is unsupported', (t) => {
  const bytes = batch()
  for (const length of [0, 11, 60, bytes.length - 1]) {
    t.like(check(bytes.subarray(0, length)), { kind: 'refused', error: 'CORRUPT_MESSAGE' }, `${length} bytes`)
  }
  const damaged = batch()
  damaged[bytes.length - 2] = 0x7e
  t.like(check(damaged), { error: 'CORRUPT_MESSAGE' })
  const old = batch()
  old[16] = 1
  t.like(check(old), { error: 'UNSUPPORTED_FOR_MESSAGE_FORMAT' })
})

test('a header that changed on its way is corrupt, whatever it says then', (t) => {
  const bytes = batch()
  for (const bit of [0x08, 0x10, 0x20]) {
    const changed = Buffer.from(bytes)
    changed.writeInt16BE(bit, 21)
    t.like(check(changed), { error: 'CORRUPT_MESSAGE' })
  }
})

test('a batch of just the largest size is taken, by message and by segment', (t) => {
  const { length } = batch()
  t.true(check(batch(), { config: { maxMessageBytes: length, segmentBytes: length } }) instanceof RecordBatch)
  t.like(check(batch(), { config: { maxMessageBytes: length - 1 } }), { error: 'MESSAGE_TOO_LARGE' })
  t.like(check(batch(), { config: { segmentBytes: length - 1 } }), { error: 'RECORD_LIST_TOO_LARGE' })
})

test('what a producer may not claim is refused with the partition and what was found', (t) => {
  const refusals: [Buffer, RegExp][] = [
    [Buffer.concat([batch(), Buffer.alloc(3)]), /^orders-3: .*found 3 bytes behind it$/],
    [batch({}, 5), /^orders-3: expected base offset 0, found 5$/],
    [batch({ producerId: 8, producerEpoch: 0 }), /^orders-3: expected a sequence of producer 8, found none$/],
    [batch({ isTransactional: true }), /^orders-3: expected the id of a transaction's producer, found none$/],
  ]
  for (const [bytes, message] of refusals) {
    const checked = check(bytes)
    t.like(checked, { kind: 'refused', error: 'INVALID_RECORD' })
    t.regex('message' in checked ? checked.message : '', message)
  }
})

test('a marker is taken from a coordinator and refused from a client', (t) => {
  const facts = { type: 'COMMIT', producerId: 8, producerEpoch: 0, coordinatorEpoch: 1, timestamp: NOW_MS } as const
  const marker = () => Buffer.from(buildMarker(facts))
  t.like(check(marker()), { error: 'INVALID_RECORD' })
  t.true(check(marker(), { origin: 'coordinator' }) instanceof RecordBatch)
})

test("the timestamps become the topic's, and the checksum fits them", (t) => {
  const checked = check(batch(), { config: { messageTimestampType: 'LogAppendTime' } })
  t.like(checked, { timestampType: 'LogAppendTime', maxTimestamp: NOW_MS })
  t.notThrows(() => checked instanceof RecordBatch && checked.checkCrc())
  t.like(check(batch({ maxTimestamp: NOW_MS + 500 })), { timestampType: 'CreateTime', maxTimestamp: NOW_MS - 7 })
  for (const messageTimestampType of ['CreateTime', 'LogAppendTime'] as const) {
    const claim = batch({ logAppendTime: NOW_MS })
    t.like(check(claim, { config: { messageTimestampType } }), { error: 'INVALID_TIMESTAMP' }, messageTimestampType)
  }
})
