/** Batches as the client fetches them, read by a queue: one record at a time, where it lies. */
import { BatchBuilder, RecordBatch } from '@millrace/core/records'
import test from 'ava'
import type { DeserializationFailure } from '../failure/failure.ts'
import type { Serde } from '../serde/serde.ts'
import { string } from '../serde/text.ts'
import { failOnInvalidTimestamp } from '../topology/timestamp-extractor.ts'
import type { IncomingRecords } from './incoming-records.ts'
import { RecordQueue } from './record-queue.ts'
import { SourceNode } from './source-node.ts'
import { type Unreadable, unreadableFailure } from './unreadable.ts'

test('the records of batches come one after the other, with their keys, values, headers and places', (t) => {
  const { queue, all } = queueOf()
  queue.add(incoming(batchOf(0, ['a', 'one'], ['b', null])))
  queue.add({ ...incoming(batchOf(2, ['x', 'y'])), next: () => false })
  queue.add(incoming(batchOf(2, [null, 'two'])))
  t.deepEqual(all(), ['0: a=one', '1: b=null', '2: null=two'])
  t.true(queue.isEmpty)
  queue.add(incoming(batchOf(3, ['c', 'three'])))
  t.deepEqual(all(), ['3: c=three'])
})

test('no more than the head of a batch has been read', (t) => {
  const { queue } = queueOf()
  const records = incoming(batchOf(0, ['a', 'one'], ['b', 'two'], ['c', 'three']))
  queue.add(records)
  t.is(records.record.offset, 0)
  queue.take()
  t.is(records.record.offset, 1)
})

test('the bytes of a record that was taken can be looked at until the next is taken', (t) => {
  const { queue } = queueOf()
  queue.add(incoming(batchOf(0, ['a', 'one'], [null, 'two'])))
  const first = queue.take()
  t.deepEqual([String(first?.key), String(first?.value), first?.offset], ['a', 'one', 0])
  const second = queue.take()
  t.deepEqual([second?.key, String(second?.value), second?.offset], [null, 'two', 1])
})

test('record and context stay as they are when others are taken', (t) => {
  const { queue } = queueOf()
  queue.add(incoming(batchOf(0, ['a', 'one'], ['b', 'two'], ['c', 'three'])))
  const first = queue.take()
  const kept = { record: first?.record, context: first?.context }
  queue.take()
  queue.take()
  t.is(kept.record?.value, 'one')
  t.like(kept.context, { topic: 'in', partition: 3, offset: 0, timestamp: 1000 })
})

test('a record that cannot be read is told with its bytes, and the next one is the head', (t) => {
  const failures: DeserializationFailure[] = []
  const valueSerde = { serialize: string.serialize, deserialize: refusingThrees }
  const onUnreadable = (unreadable: Unreadable) => void failures.push(unreadableFailure(unreadable, '0_3'))
  const { queue, all } = queueOf({ valueSerde, onUnreadable })
  queue.add(incoming(batchOf(5, ['a', 'one'], ['b', 'good'])))
  t.deepEqual(all(), ['6: b=good'])
  t.is(failures.length, 1)
  t.like(failures[0], { kind: 'deserialization', part: 'value', node: 'source', topic: 'in', partition: 3, offset: 5 })
  t.deepEqual([String(failures[0]?.rawKey), String(failures[0]?.rawValue)], ['a', 'one'])
})

function refusingThrees(bytes: Buffer): string {
  if (bytes.length === 3) throw new Error('three')
  return String(bytes)
}

function failing({ cause }: Unreadable): void {
  throw cause
}

function queueOf({ valueSerde = string as Serde<string>, onUnreadable = failing } = {}) {
  const timestampExtractor = failOnInvalidTimestamp
  const source = new SourceNode({ name: 'source', keySerde: string, valueSerde, timestampExtractor })
  const queue = new RecordQueue({ source, onUnreadable, drop: () => {}, wallClock: () => 0 })
  const all = () => {
    const shown: string[] = []
    for (let head = queue.take(); head !== null; head = queue.take()) {
      shown.push(`${head.context.offset}: ${head.record.key}=${head.record.value}`)
    }
    return shown
  }
  return { queue, all }
}

function batchOf(baseOffset: number, ...records: readonly [string | null, string | null][]): RecordBatch {
  const builder = new BatchBuilder({ baseOffset })
  for (const [key, value] of records) builder.tryAppendPair(key, value, 1000 + baseOffset)
  return new RecordBatch(builder.build())
}

/** As the client's fetched batches are: no layer is needed in between. */
function incoming(batch: RecordBatch): IncomingRecords {
  const record = batch.records()
  return { topic: 'in', partition: 3, record, next: () => record.next() }
}
