import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { BatchBuilder } from '../records/builder.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

const orders = { topic: 'orders', partition: 3 }
const INDEX = '/data/orders-3/00000000000000000'

async function open() {
  const clock = new ManualClock(1_700_000_000_000)
  const disk = new MemoryDisk({ clock })
  const configOf = () => defaultLogConfig
  const directory = await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
  const log = await directory.create(orders, 'Zgk6oYHtSByXZtFFkXKPmQ')
  return { clock, disk, directory, log }
}

function append(log: PartitionLog, clock: ManualClock, count: number): void {
  for (let index = 0; index < count; index++) {
    const builder = new BatchBuilder()
    builder.tryAppendPair(`key ${index % 3}`, 'value', clock.nowMs())
    log.append(builder.build(), { origin: 'client', leaderEpoch: 0 })
  }
}

/** Lets what falls due, and its steps, have their turns. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms)
  for (let turn = 0; turn < 60; turn++) {
    clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a new size of segments holds from the next append on', async (t) => {
  const { clock, log } = await open()
  append(log, clock, 20)
  t.is(log.segments.count, 1)
  log.config = { ...log.config, segmentBytes: 300 }
  append(log, clock, 20)
  t.true(log.segments.count > 4)
})

test('a new index interval holds from the next segment on', async (t) => {
  const { clock, disk, log } = await open()
  append(log, clock, 20)
  log.config = { ...log.config, indexIntervalBytes: 100 }
  append(log, clock, 20)
  log.roll()
  append(log, clock, 20)
  log.roll()
  t.is(disk.facts(`${INDEX}000.index`)?.size, 0)
  t.true((disk.facts(`${INDEX}040.index`)?.size ?? 0) > 8)
})

test('a new time of retention holds at the next look at old segments', async (t) => {
  const { clock, log } = await open()
  append(log, clock, 5)
  log.roll()
  append(log, clock, 5)
  await pass(clock, 3_600_000)
  t.is(log.startOffset, 0)
  log.config = { ...log.config, retentionMs: 1_800_000 }
  await pass(clock, 300_000)
  t.is(log.startOffset, 10)
})

test('a topic whose policy becomes compact is compacted, and loses nothing by age any more', async (t) => {
  const { clock, log } = await open()
  append(log, clock, 30)
  log.roll()
  append(log, clock, 1)
  await log.flush()
  const before = log.sizeInBytes
  await pass(clock, 15_000)
  t.is(log.sizeInBytes, before)
  const cleanupPolicy = { delete: false, compact: true }
  log.config = { ...log.config, cleanupPolicy, retentionMs: 1_000 }
  await pass(clock, 300_000)
  t.true(log.sizeInBytes < before / 3)
  t.is(log.startOffset, 0)
})

test('a new number of records between flushes holds from the next append on', async (t) => {
  const { clock, log } = await open()
  append(log, clock, 3)
  t.is(log.recoveryPoint, 0)
  log.config = { ...log.config, flushMessages: 1 }
  append(log, clock, 1)
  await pass(clock, 0)
  t.is(log.recoveryPoint, 4)
})
