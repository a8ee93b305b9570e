import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

const users = { topic: 'users', partition: 0 }
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const config = {
  ...defaultLogConfig,
  segmentBytes: 1_000,
  cleanupPolicy: { delete: false, compact: true },
  minCleanableDirtyRatio: 0.1,
}

const clockStartMs = 1_700_000_000_000
const fromClient = { origin: 'client', leaderEpoch: 0 } as const

function open(disk: MemoryDisk, clock: ManualClock, more: Partial<LogConfig> = {}): Promise<DataDirectory> {
  const configOf = () => ({ ...config, ...more })
  return DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
}

/** Appends a record for each of five keys, so many times over. */
function append(log: PartitionLog, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    for (let key = 0; key < 5; key++) {
      const builder = new BatchBuilder()
      builder.tryAppendPair(`key ${key}`, `round ${round}`, clockStartMs)
      log.append(builder.build(), fromClient)
    }
  }
}

function recordCount(log: PartitionLog): number {
  let count = 0
  for (let offset = log.startOffset; offset < log.endOffset; ) {
    const read = log.read({ offset, maxBytes: 10_000, atLeastOne: true, isolation: 'uncommitted' })
    if (read.kind !== 'read' || read.nextOffset === offset) break
    for (const batch of batches(read.records)) count += batch.recordCount
    offset = read.nextOffset
  }
  return count
}

/** Lets the cleaner's steps and the disk's promises have their turns. */
async function turns(clock: ManualClock, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a compacted topic is compacted in the background, and its last segment is left alone', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const directory = await open(disk, clock)
  const log = await directory.create(users, topicId)
  append(log, 100)
  await log.flush()
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

/** Moves the clock's waiting steps on until something has come to its end. */
async function settled<Result>(clock: ManualClock, promise: Promise<Result>): Promise<Result> {
  let isSettled = false
  const note = () => {
    isSettled = true
  }
  promise.then(note, note)
  while (!isSettled) await turns(clock, 1)
  return promise
}

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

test('a log with a broken batch is left as it is, and the others are compacted', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const directory = await open(disk, clock)
  const broken = await directory.create(users, topicId)
  const whole = await directory.create({ topic: 'users', partition: 1 }, topicId)
  append(broken, 100)
  append(whole, 90)
  await Promise.all([broken.flush(), whole.flush()])
  const file = disk.open('/data/users-0/00000000000000000000.log', { create: false })
  file.write([Buffer.from([0xff])], 75)
  file.close()
  clock.advance(15_000)
  await turns(clock, 200)
  t.is(recordCount(broken), 500)
  t.true(recordCount(whole) < 50)
  t.is(directory.failure, null)
  await directory.close()
})

test('a log that is deleted just before its pass begins is not compacted any more, and neither is its successor', async (t) => {
  for (let before = 0; before < 30; before++) {
    const clock = new ManualClock()
    const disk = new MemoryDisk({ clock })
    const directory = await open(disk, clock)
    const log = await directory.create(users, topicId)
    append(log, 100)
    await log.flush()
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
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const directory = await open(disk, clock)
  const log = await directory.create(users, topicId)
  append(log, 100)
  await log.flush()
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
