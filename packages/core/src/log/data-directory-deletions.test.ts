import test from 'ava'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import { append, options, orders, topicId } from './test-directory.contract.ts'

test('a deleted partition is gone, and a new one of its name begins at 0', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const directory = await DataDirectory.open(options(disk, clock))
  append(await directory.create(orders, topicId), 10)
  await directory.delete(orders, 'a1b2')
  t.is(directory.log(orders), undefined)
  t.deepEqual(
    disk.list('/data').filter((name) => name.startsWith('orders')),
    [],
  )
  t.is((await directory.create(orders, topicId)).endOffset, 0)
})

test('a deletion that a crash interrupted is finished at the next start', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  append(await first.create(orders, topicId), 10)
  await first.close()
  disk.rename('/data/orders-by-day-3', '/data/orders-by-day-3.a1b2-delete')
  const second = await DataDirectory.open(options(disk, clock))
  t.is(second.log(orders), undefined)
  t.deepEqual(
    disk.list('/data').filter((name) => name.startsWith('orders')),
    [],
  )
})

test('a partition that is deleted while it is flushed does not take the directory offline', async (t) => {
  for (let turns = 0; turns < 20; turns++) {
    const clock = new ManualClock()
    const directory = await DataDirectory.open(options(new MemoryDisk({ clock }), clock))
    const log = await directory.create(orders, topicId)
    append(log, 20)
    const flushed = log.flush()
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    await Promise.all([flushed, directory.delete(orders, 'a1b2')])
    t.like(log.append(Buffer.alloc(61), { origin: 'client', leaderEpoch: 0 }), { error: 'UNKNOWN_TOPIC_OR_PARTITION' })
    t.is(directory.failure, null, `after ${turns} turns`)
  }
})

test('a log that takes the name of a deleted one begins at 0 after a crash too', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  const log = await first.create(orders, topicId)
  append(log, 10)
  log.moveStartTo(7)
  await log.flush()
  await first.checkpoint()
  await first.delete(orders, 'a1b2')
  append(await first.create(orders, topicId), 3)
  const second = await DataDirectory.open(options(disk.kill(), clock))
  t.is(second.log(orders)?.startOffset, 0)
  t.is(second.log(orders)?.endOffset, 3)
})

test('a partition that is made while its predecessor is deleted begins at 0, with its files', async (t) => {
  for (let turns = 0; turns < 12; turns++) {
    const clock = new ManualClock()
    const disk = new MemoryDisk({ clock })
    const directory = await DataDirectory.open(options(disk, clock))
    append(await directory.create(orders, topicId), 10)
    const deleted = directory.delete(orders, 'a1b2')
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    const created = directory.create(orders, topicId)
    await deleted
    const log = await created
    t.is(log.endOffset, 0, `after ${turns} turns`)
    append(log, 5)
    await directory.close()
    const reopened = await DataDirectory.open(options(disk, clock))
    t.is(reopened.log(orders)?.endOffset, 5)
    await reopened.close()
  }
})

test('a checkpoint that a deletion overtakes says nothing of the successor', async (t) => {
  for (let turns = 0; turns < 20; turns++) {
    const clock = new ManualClock()
    const disk = new MemoryDisk({ clock })
    const first = await DataDirectory.open(options(disk, clock))
    const log = await first.create(orders, topicId)
    const other = await first.create({ topic: 'others', partition: 0 }, topicId)
    append(log, 10)
    log.moveStartTo(7)
    append(other, 60)
    other.moveStartTo(60)
    other.applyRetention() // to flush it takes the checkpoint a while
    const written = first.checkpoint()
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    await first.delete(orders, 'a1b2')
    append(await first.create(orders, topicId), 3)
    await written
    const second = await DataDirectory.open(options(disk.kill(), clock))
    t.is(second.log(orders)?.startOffset, 0, `after ${turns} turns`)
    t.is(second.log(orders)?.endOffset, 3)
  }
})

test('a partition may be deleted at any moment of retention, flush and checkpoint, and leaves no file open', async (t) => {
  for (let turns = 0; turns < 60; turns++) {
    const clock = new ManualClock(1_700_000_000_000)
    const disk = new FaultyDisk(new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
    const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300, flushMs: 0, retentionBytes: 1_000 })
    const directory = await DataDirectory.open(options(disk, clock, { configOf }))
    const [log, other] = [
      await directory.create(orders, topicId),
      await directory.create({ ...orders, partition: 4 }, topicId),
    ]
    append(log, 40)
    append(other, 40)
    const work = [directory.flushIfDue(), directory.applyRetention(), directory.checkpoint()]
    for (let turn = 0; turn < turns; turn++) {
      clock.advance(0)
      await Promise.resolve()
    }
    const deleted = directory.delete(orders, 'a1b2')
    const created = directory.create(orders, topicId)
    while (clock.pendingTimers > 4) {
      clock.advance(0)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([...work, deleted])
    append(await created, 3)
    t.is(directory.failure, null, `after ${turns} turns`)
    t.true(other.startOffset > 0)
    await directory.close()
    t.is(disk.openFiles, 0, `after ${turns} turns`)
    const reopened = await DataDirectory.open(options(disk, clock))
    t.is(reopened.log(orders)?.endOffset, 3)
    t.is(reopened.log(orders)?.startOffset, 0)
    t.is(reopened.log({ ...orders, partition: 4 })?.endOffset, 40)
    await reopened.close()
  }
})
