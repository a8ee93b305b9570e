import test from 'ava'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { BatchBuilder } from '../records/builder.ts'
import { buildMarker } from '../records/control.ts'
import type { BatchHeader } from '../records/seal.ts'
import type { AppendOutcome } from './append.ts'
import {
  append,
  clockStartMs,
  fromClient,
  open,
  recordCount,
  settled,
  topicId,
  turns,
  users,
  valuesIn,
} from './compacted-directory.contract.ts'
import type { PartitionLog } from './partition-log.ts'

/** A log that is due for compaction, all of it durable. */
async function dirtyLog() {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const directory = await open(disk, clock)
  const log = await directory.create(users, topicId)
  append(log, 100)
  await log.flush()
  return { clock, disk, directory, log }
}

test('a compacted topic is compacted in the background, and its last segment is left alone', async (t) => {
  const { clock, disk, directory, log } = await dirtyLog()
  t.is(recordCount(log), 500)
  clock.advance(15_000)
  await turns(clock, 100)
  t.true(recordCount(log) < 50, `${recordCount(log)} records are left`)
  t.is(log.endOffset, 500)
  t.true(disk.list('/data').includes('cleaner-offset-checkpoint'))
  await directory.close()
})

test('a log that is closed or deleted while it is compacted is whole, or gone', async (t) => {
  for (let steps = 0; steps < 12; steps++) {
    const clock = new ManualClock()
    const disk = new MemoryDisk({ clock })
    const directory = await open(disk, clock)
    const log = await directory.create(users, topicId)
    const other = await directory.create({ topic: 'users', partition: 1 }, topicId)
    append(log, 50)
    append(other, 50)
    await Promise.all([log.flush(), other.flush()])
    clock.advance(15_000)
    await turns(clock, steps)
    const deleted = directory.delete(users, 'a1b2')
    await turns(clock, 50)
    await deleted
    const closed = directory.close()
    await turns(clock, 50)
    await closed
    t.is(clock.pendingTimers, 0)
    const again = await open(disk, clock)
    t.is(again.log(users), undefined)
    t.is(again.log({ topic: 'users', partition: 1 })?.endOffset, 250)
    t.false(disk.list('/data/users-1').some((name) => /cleaned|swap|deleted/.test(name)))
  }
})

test('a log that is closed or deleted while another thread inflates its batches is whole, or gone', async (t) => {
  const builder = new BatchBuilder({ compression: 'gzip', maxBytes: 8 << 20 })
  for (let index = 0; builder.sizeInBytes < 1 << 20; index++) {
    builder.tryAppendPair(`key ${index % 99}`, `${index} `.repeat(20), clockStartMs)
  }
  for (let turnsBefore = 0; turnsBefore < 40; turnsBefore += 3) {
    const clock = new ManualClock(clockStartMs)
    const disk = new MemoryDisk({ clock })
    const directory = await open(disk, clock, { segmentBytes: 1 << 20 })
    const logs = [users, { topic: 'users', partition: 1 }]
    for (const partition of logs) {
      const log = await directory.create(partition, topicId)
      for (let count = 0; count < 2; count++) log.append(Buffer.from(builder.build()), fromClient)
      log.roll()
      await log.flush()
    }
    clock.advance(15_000)
    await turns(clock, turnsBefore)
    await settled(clock, directory.delete(users, 'a1b2'))
    await settled(clock, directory.close())
    t.is(clock.pendingTimers, 0)
    const again = await open(disk, clock, { segmentBytes: 1 << 20 })
    t.is(again.log(users), undefined)
    t.is(again.log({ topic: 'users', partition: 1 })?.endOffset, 2 * builder.recordCount)
    t.false(disk.list('/data/users-1').some((name) => /cleaned|swap|deleted/.test(name)))
    await settled(clock, again.close())
  }
})

function write(log: PartitionLog, value: string, header: BatchHeader = {}): AppendOutcome {
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', value, clockStartMs)
  return log.append(Buffer.from(builder.build(header)), fromClient)
}

test("a producer's last batch does not go for the sake of a later one that a loss of power takes back", async (t) => {
  const clock = new ManualClock(clockStartMs)
  const producer = { producerId: 1, producerEpoch: 0 }
  let lost = 0
  for (let seed = 0; seed < 20; seed++) {
    const disk = new MemoryDisk({ clock, crashable: true })
    const directory = await open(disk, clock)
    const log = await directory.create(users, topicId)
    write(log, 'first', { ...producer, baseSequence: 0 })
    write(log, 'later')
    log.roll()
    await log.flush()
    clock.advance(15_000)
    write(log, 'second', { ...producer, baseSequence: 1 })
    await turns(clock, 100)
    const found = (await open(disk.crash(new SeededRandom(seed)), clock)).log(users)
    if (found === undefined || found.endOffset === 3) continue
    lost++
    t.like(write(found, 'first', { ...producer, baseSequence: 0 }), { isDuplicate: true, firstOffset: 0 })
  }
  t.true(lost > 2, `${lost} times the second batch was lost`)
})

test('a record does not go for the sake of a commit that a loss of power takes back', async (t) => {
  const clock = new ManualClock(clockStartMs)
  let committed = 0
  for (let seed = 0; seed < 20; seed++) {
    const disk = new MemoryDisk({ clock, crashable: true })
    const directory = await open(disk, clock)
    const log = await directory.create(users, topicId)
    write(log, 'before')
    write(log, 'in transaction', { producerId: 1, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    log.roll()
    await log.flush()
    const marker = { type: 'COMMIT', producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 } as const
    log.append(Buffer.from(buildMarker({ ...marker, timestamp: clockStartMs })), {
      ...fromClient,
      origin: 'coordinator',
    })
    clock.advance(15_000)
    await turns(clock, 100)
    const found = (await open(disk.crash(new SeededRandom(seed)), clock)).log(users)
    const isCommitted = found?.lastStableOffset === 3
    if (isCommitted) committed++
    const values = found === undefined ? [] : valuesIn(found)
    t.deepEqual(values, isCommitted ? ['in transaction'] : ['before', 'in transaction'], `seed ${seed}`)
  }
  t.is(committed, 20) // what a pass goes by is made durable first
})

test('a log that is deleted just before its pass begins is not compacted any more, and neither is its successor', async (t) => {
  for (let before = 0; before < 30; before++) {
    const { clock, disk, directory } = await dirtyLog()
    clock.advance(15_000)
    for (let turn = 0; turn < before; turn++) await Promise.resolve()
    const deleted = directory.delete(users, 'a1b2')
    await turns(clock, 20)
    await deleted
    const next = await directory.create(users, topicId)
    append(next, 2)
    await turns(clock, 20)
    t.is(directory.failure, null, `after ${before} turns`)
    t.is(recordCount(next), 10)
    t.false(disk.list('/data/users-0').some((name) => name.endsWith('.cleaned')))
    await directory.close()
  }
})

test('how far a deleted log was clean is not believed of its successor', async (t) => {
  const { clock, disk, directory } = await dirtyLog()
  clock.advance(15_000)
  await turns(clock, 100)
  const checkpoint = () => {
    const file = disk.open('/data/cleaner-offset-checkpoint', { create: false })
    const bytes = Buffer.alloc(file.size)
    file.read(bytes, 0)
    return bytes.toString()
  }
  t.regex(checkpoint(), /users 0 \d+/)
  await directory.delete(users, 'a1b2')
  t.is(checkpoint(), '0\n0\n')
})
