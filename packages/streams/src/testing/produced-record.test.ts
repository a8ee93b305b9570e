/** What a topology wrote is there as it was sent, wherever it came to lie. */
import test from 'ava'
import { type Headers, noHeaders } from '../record/headers.ts'
import type { Encoded } from '../serde/serde.ts'
import { ByteBlocks } from './byte-blocks.ts'
import { ProducedRecord } from './produced-record.ts'

const headers: Headers = [{ key: 'h', value: null }]

function produce(blocks: ByteBlocks, key: Encoded | null, value: Encoded | null): ProducedRecord {
  return new ProducedRecord({ topic: 'out', partition: null, key, value, timestamp: 7, headers: noHeaders }, blocks)
}

const textOf = ({ key, value }: ProducedRecord) => [key?.toString() ?? null, value?.toString() ?? null]

test('keys and values may be text, bytes, empty or missing', (t) => {
  const blocks = new ByteBlocks()
  const records = [
    produce(blocks, 'k', Buffer.from('value')),
    produce(blocks, null, 'ä€😀'),
    produce(blocks, '', null),
    produce(blocks, Buffer.alloc(0), Uint8Array.of(0x61)),
  ]
  t.deepEqual(records.map(textOf), [
    ['k', 'value'],
    [null, 'ä€😀'],
    ['', null],
    ['', 'a'],
  ])
})

test('records that fill their block, or are larger than one, are whole', (t) => {
  const blocks = new ByteBlocks()
  const sizes = [40_000, 20_000, 200_000, 3, 65_536, 21_845, 1]
  const records = sizes.map((size) => produce(blocks, `k${size}`, '€'.repeat(size)))
  t.deepEqual(
    records.map(textOf),
    sizes.map((size) => [`k${size}`, '€'.repeat(size)]),
  )
})

test('what the sender does with the record and the bytes afterwards changes nothing', (t) => {
  const value = Buffer.from('before')
  const outgoing = { topic: 'out', partition: null, key: 'k', value, timestamp: 7, headers }
  const record = new ProducedRecord(outgoing, new ByteBlocks())
  value.fill(0)
  outgoing.key = 'other'
  outgoing.timestamp = 8
  t.deepEqual(textOf(record), ['k', 'before'])
  t.is(record.timestamp, 7)
  t.is(record.headers, headers)
})
