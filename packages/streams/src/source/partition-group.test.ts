/** In which order records are taken from their queues, what time it is then, and how long is waited for others. */
import test from 'ava'
import { noHeaders } from '../record/headers.ts'
import type { Decoder } from '../serde/serde.ts'
import { string } from '../serde/text.ts'
import {
  failOnInvalidTimestamp,
  partitionTimeOnInvalid,
  skipInvalidTimestamps,
  type TimestampExtractor,
  wallClockTime,
} from '../topology/timestamp-extractor.ts'
import { IdleWait } from './idle-wait.ts'
import type { IncomingRecords } from './incoming-records.ts'
import { PartitionGroup } from './partition-group.ts'
import { RecordQueue } from './record-queue.ts'
import { SourceNode } from './source-node.ts'

test('the record with the smallest time among the heads is next, not among all that wait', (t) => {
  const { group, taken } = groupOf(failOnInvalidTimestamp, 'a', 'b')
  for (const [topic, time] of [
    ['a', 5],
    ['a', 1],
    ['b', 3],
  ] as const)
    group.add(rawRecord(topic, time))
  t.deepEqual(taken(), ['b@3', 'a@5', 'a@1'])
})

test('stream time is the largest time taken, and never goes back', (t) => {
  const { group } = groupOf(failOnInvalidTimestamp, 'a')
  t.is(group.streamTimeMs, -1)
  for (const time of [5, 9, 2]) group.add(rawRecord('a', time))
  const times = [0, 1, 2].map(() => {
    group.take()
    return group.streamTimeMs
  })
  t.deepEqual(times, [5, 9, 9])
})

test("heads of one time are taken as Java's heap has them", (t) => {
  const { group, taken } = groupOf(failOnInvalidTimestamp, 'a', 'b', 'c')
  for (const topic of ['a', 'b', 'c', 'a', 'b', 'c']) group.add(rawRecord(topic, 7))
  // The last of the heap takes the place of the one that was taken; what comes back goes to the end.
  t.deepEqual(taken(), ['a@7', 'c@7', 'a@7', 'c@7', 'b@7', 'b@7'])
})

test('a record without a time of its own may be skipped, and is counted', (t) => {
  const { group, taken, dropped } = groupOf(skipInvalidTimestamps, 'a')
  for (const time of [-1, 4]) group.add(rawRecord('a', time))
  t.deepEqual(taken(), ['a@4'])
  t.deepEqual(dropped, ['negative-timestamp'])
})

test("a record without a time of its own may have its partition's, of the records taken so far", (t) => {
  const { group, taken } = groupOf(partitionTimeOnInvalid, 'a')
  for (const time of [4, -1]) group.add(rawRecord('a', time))
  t.deepEqual(taken(), ['a@4', 'a@4'])
})

test('without a partition time there is none to be had', (t) => {
  const { group } = groupOf(partitionTimeOnInvalid, 'a')
  t.throws(() => group.add(rawRecord('a', -1)), { name: 'TimestampError', message: /a-0@0.*no time yet/ })
})

test('a record without a time of its own ends the task where nothing else is said', (t) => {
  const { group } = groupOf(failOnInvalidTimestamp, 'a')
  t.throws(() => group.add(rawRecord('a', -1)), { code: 'INVALID_TIMESTAMP', message: /record a-0@0/ })
})

test('a record may have the time at which it is looked at', (t) => {
  const { group, taken } = groupOf(wallClockTime, 'a')
  group.add(rawRecord('a', 4))
  t.deepEqual(taken(), ['a@1000'])
})

test('an extractor of the own that fails is told with its record', (t) => {
  const failing = () => {
    throw new Error('no field time')
  }
  const { group } = groupOf(failing, 'a')
  t.throws(() => group.add(rawRecord('a', 4)), {
    code: 'EXTRACTOR_FAILED',
    message: 'record a-0@0: the timestamp extractor of source from-a failed: no field time',
  })
})

test('an empty queue is waited for from when it is first seen to be empty, until a record comes or the time is over', (t) => {
  const { group, queues } = groupOf(failOnInvalidTimestamp, 'a', 'b')
  const wait = new IdleWait(100)
  group.add(rawRecord('a', 1))
  t.false(wait.isOver(queues, 0))
  t.false(wait.isOver(queues, 99))
  t.true(wait.isOver(queues, 100))
  wait.arrived('b')
  t.false(wait.isOver(queues, 150))
  t.true(wait.isOver(queues, 250))
})

test('without an idle time nothing is waited for', (t) => {
  const { queues } = groupOf(failOnInvalidTimestamp, 'a', 'b')
  t.true(new IdleWait(0).isOver(queues, 0))
})

test('what is known to lie in a partition is waited for, unless the task never waits', (t) => {
  const { group, queues } = groupOf(failOnInvalidTimestamp, 'a', 'b')
  group.add(rawRecord('a', 1))
  const lagging = new Set(['b'])
  t.false(new IdleWait(0).isOver(queues, 0, lagging))
  t.true(new IdleWait(-1).isOver(queues, 0, lagging))
  group.add(rawRecord('b', 2))
  t.true(new IdleWait(0).isOver(queues, 0, lagging))
})

test('time goes on where another task has left off', (t) => {
  const { group, queues } = groupOf(partitionTimeOnInvalid, 'a', 'b')
  group.resumeAt('a', 7)
  t.is(group.streamTimeMs, 7)
  t.is(queues.get('a')?.partitionTimeMs, 7)
  t.is(queues.get('b')?.partitionTimeMs, -1)
  group.add(rawRecord('a', -1))
  t.is(group.take()?.record.timestamp, 7)
})

function groupOf(timestampExtractor: TimestampExtractor, ...topics: readonly string[]) {
  const dropped: string[] = []
  const queueOf = (topic: string) => {
    const source = new SourceNode({ name: `from-${topic}`, keySerde: string, valueSerde: string, timestampExtractor })
    const onUnreadable = ({ cause }: { cause: unknown }) => {
      throw cause
    }
    return new RecordQueue({ source, onUnreadable, drop: (reason) => dropped.push(reason), wallClock: () => 1_000 })
  }
  const queues = new Map(topics.map((topic) => [topic, queueOf(topic)]))
  const group = new PartitionGroup(queues)
  const taken = () => {
    const all: string[] = []
    for (let next = group.take(); next !== null; next = group.take()) {
      all.push(`${next.topic}@${next.record.timestamp}`)
    }
    return all
  }
  return { group, queues, taken, dropped }
}

function rawRecord(topic: string, timestamp: number): IncomingRecords {
  const bytes = Buffer.from('k')
  const read = <T>(decode: Decoder<T>) => decode(bytes, 0, 1)
  const record = { offset: 0, timestamp, readKey: read, readValue: read, headers: () => noHeaders }
  const left = [record]
  return { topic, partition: 0, record, next: () => left.pop() !== undefined }
}
