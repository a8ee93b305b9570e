import test from 'ava'
import { RecordBatch } from './batch.ts'
import { BatchBuilder } from './builder.ts'
import { buildMarker, readMarker, type TransactionMarker } from './control.ts'

/** What is read from a control record with this key and value, in hex. */
function markerOf(key: string | null, value: string | null): TransactionMarker | null {
  const builder = new BatchBuilder({ baseOffset: 8 })
  builder.tryAppendPair(
    key === null ? null : Buffer.from(key, 'hex'),
    value === null ? null : Buffer.from(value, 'hex'),
    1,
  )
  const record = new RecordBatch(builder.build({ isControl: true })).records()
  record.next()
  return readMarker(record)
}

for (const type of ['COMMIT', 'ABORT'] as const) {
  test(`a ${type} marker names its producer and the coordinator's epoch`, (t) => {
    const bytes = buildMarker({
      type,
      coordinatorEpoch: 12,
      producerId: 77,
      producerEpoch: 3,
      timestamp: 1_000,
      baseOffset: 500,
      leaderEpoch: 6,
    })
    const batch = new RecordBatch(bytes)
    t.deepEqual([batch.isControl, batch.isTransactional, batch.recordCount], [true, true, 1])
    t.deepEqual([batch.producerId, batch.producerEpoch, batch.baseSequence], [77, 3, -1])
    t.deepEqual([batch.baseOffset, batch.leaderEpoch, batch.maxTimestamp], [500, 6, 1_000])
    const record = batch.records()
    t.true(record.next())
    t.deepEqual(readMarker(record), { type, coordinatorEpoch: 12 })
    t.false(record.next())
  })
}

test('control records that end no transaction are passed over', (t) => {
  t.is(markerOf('00000002', '0000'), null)
  t.is(markerOf('00007fff', null), null)
})

test('a marker of a later version is read as far as it is known', (t) => {
  t.deepEqual(markerOf('000100010000', '00010000000900'), { type: 'COMMIT', coordinatorEpoch: 9 })
})

const refusals: [what: string, key: string | null, value: string | null, message: string][] = [
  ['without a key', null, '000000000000', 'key: expected 4 bytes or more, found null'],
  ['with a short key', '0000', '000000000000', 'key: expected 4 bytes or more, found 2 bytes'],
  ['with a key of negative version', 'ffff0000', '000000000000', 'key: expected version 0 or later, found -1'],
  ['without a value', '00000001', null, 'value: expected 6 bytes or more, found null'],
  ['with a short value', '00000001', '0000', 'value: expected 6 bytes or more, found 2 bytes'],
  ['with a value of negative version', '00000001', 'ffff00000000', 'value: expected version 0 or later, found -1'],
]

for (const [what, key, value, message] of refusals) {
  test(`a control record ${what} is refused`, (t) => {
    const expected = `control record at offset 8 ${message}`
    t.throws(() => markerOf(key, value), { name: 'DecodeError', message: expected })
  })
}
