import { readdirSync } from 'node:fs'
import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { consumerOffsetsRecords, decodeStoredKey, encodeStoredKey, transactionStateRecords } from './stored.ts'

test('a stored key says which record it is of', (t) => {
  const key = { group: 'views', topic: 'page-views', partition: 3 }
  const bytes = encodeStoredKey(consumerOffsetsRecords.offsetCommit, key)
  t.is(bytes.readInt16BE(0), 1)
  t.deepEqual(decodeStoredKey(consumerOffsetsRecords, bytes), { record: consumerOffsetsRecords.offsetCommit, key })
})

test('a key of a type that the topic does not hold is refused with the type', (t) => {
  t.throws(() => decodeStoredKey(transactionStateRecords, Buffer.from('00090000', 'hex')), {
    instanceOf: DecodeError,
    message: 'stored key type at byte 0: expected a known type, found 9',
  })
})

test('a key that goes on behind its last field is refused', (t) => {
  const bytes = encodeStoredKey(transactionStateRecords.transactionLog, { transactionalId: 't' })
  t.throws(() => decodeStoredKey(transactionStateRecords, Buffer.concat([bytes, Buffer.alloc(2)])), {
    instanceOf: DecodeError,
    message: 'TransactionLogKey v0 at byte 5: expected the end, found 2 more bytes',
  })
})

for (const [topic, table] of [
  ['consumer-offsets', consumerOffsetsRecords],
  ['transaction-state', transactionStateRecords],
] as const) {
  test(`each file of ${topic} is called by its type and name, and stands in the table`, (t) => {
    const files = readdirSync(new URL(`./stored/${topic}/`, import.meta.url)).sort()
    const named = Object.entries(table).map(([name, { type }]) => {
      const words = name.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase()
      return `${String(type).padStart(2, '0')}-${words}.ts`
    })
    t.deepEqual(files, named.sort())
  })
}
