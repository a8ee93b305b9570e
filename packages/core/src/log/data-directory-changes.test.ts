import test from 'ava'
import type { Clock } from '../host/clock.ts'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { BatchBuilder } from '../records/builder.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

const partitions = Array.from({ length: 12 }, (_, partition) => ({ topic: 'orders', partition }))
const [first = { topic: 'orders', partition: 0 }] = partitions
const [ordersId, heirsId] = ['Zgk6oYHtSByXZtFFkXKPmQ', 'c2FtZSBuYW1lLCBuZXchIQ']

/** Time that passes while work is done, so that all long work comes in several turns. */
class BusyClock implements Clock {
  readonly manual = new ManualClock(1_700_000_000_000)
  #elapsedMs = 0
  nowMs = () => this.manual.nowMs()
  elapsedMs = () => (this.#elapsedMs += 4)
  after = (delayMs: number, run: () => void) => this.manual.after(delayMs, run)
  soon = (run: () => void) => this.manual.soon(run)
  hold = () => this.manual.hold()

  /** Gives others a turn until a promise is kept or broken, and tells how many those were. */
  async until(promise: Promise<unknown>, turnsMax = Number.POSITIVE_INFINITY): Promise<number> {
    let isEnded = false
    const end = () => {
      isEnded = true
    }
    promise.then(end, end)
    for (let turns = 0; ; turns++) {
      if (isEnded || turns === turnsMax) return turns
      await new Promise((resolve) => setImmediate(resolve))
      this.manual.advance(0)
    }
  }
}

async function open(disk: FaultyDisk, clock: Clock): Promise<DataDirectory> {
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300 })
  return await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
}

function makeGround(memory?: MemoryDisk) {
  const clock = new BusyClock()
  const disk = new FaultyDisk(memory ?? new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
  return { clock, disk }
}

function append(log: PartitionLog | undefined, count: number): void {
  for (let index = 0; index < count; index++) {
    const builder = new BatchBuilder()
    builder.tryAppendPair('key', `value ${index}`, 1_700_000_000_000)
    log?.append(builder.build(), { origin: 'client', leaderEpoch: 0 })
  }
}

test('many partitions are made and deleted in turns, with the directory made durable once', async (t) => {
  const { clock, disk } = makeGround()
  const directory = await open(disk, clock)
  let syncs = 0
  disk.refuse = (action) => {
    if (action === 'sync directory' || action === 'sync') syncs++
    return undefined
  }
  const created = directory.createAll(partitions, ordersId)
  t.true((await clock.until(created)) >= 3)
  t.is(syncs, 1)
  t.deepEqual(
    (await created).map((log) => log.partition),
    partitions.map(({ partition }) => `orders-${partition}`),
  )
  const deleted = directory.deleteAll([...partitions, first, { topic: 'nothing', partition: 0 }], ordersId)
  t.is(directory.log(first), undefined)
  t.true((await clock.until(deleted)) >= 3)
  t.is(syncs, 2)
  t.deepEqual([...directory.partitions()], [])
  t.is(directory.failure, null)
  await clock.until(directory.close())
  t.is(disk.openFiles, 0)
  t.true(disk.list('/data').some((name) => name.endsWith('-delete'))) // a close leaves them to the next start
  await open(disk, clock)
  t.false(disk.list('/data').some((name) => name.startsWith('orders')))
})

test('partitions of one name are made and deleted in the order asked for, at whatever moment', async (t) => {
  for (let turns = 0; turns < 16; turns++) {
    const { clock, disk } = makeGround()
    const directory = await open(disk, clock)
    const created = directory.createAll(partitions, ordersId)
    await clock.until(created, turns)
    for (const { log } of directory.partitions()) append(log, 3)
    const deleted = directory.deleteAll(partitions, ordersId)
    await clock.until(deleted, turns)
    const made = directory.createAll(partitions.slice(2), heirsId)
    await clock.until(Promise.all([created, deleted, made]))
    for (const log of await made) append(log, 1)
    t.is(directory.failure, null, `after ${turns} turns`)
    await clock.until(directory.close())
    t.is(disk.openFiles, 0, `after ${turns} turns`)
    const reopened = await open(disk, clock)
    t.deepEqual(
      Array.from(reopened.partitions(), (one) => ({ topicId: reopened.topicIdOf(one), end: one.log.endOffset })),
      Array.from(partitions.slice(2), () => ({ topicId: heirsId, end: 1 })),
    )
    await reopened.close()
  }
})

test('checkpoints at any moment of a deletion say nothing of those that are made after it', async (t) => {
  for (let turns = 0; turns < 16; turns++) {
    const memory = new MemoryDisk()
    const { clock, disk } = makeGround(memory)
    const directory = await open(disk, clock)
    await clock.until(directory.createAll(partitions, ordersId))
    for (const { log } of directory.partitions()) {
      append(log, 10)
      log.moveStartTo(7)
    }
    const written = [directory.checkpoint()]
    const deleted = directory.deleteAll(partitions, ordersId)
    await clock.until(deleted, turns)
    written.push(directory.checkpoint())
    const made = directory.createAll(partitions, heirsId)
    await clock.until(Promise.all([deleted, made, ...written]))
    for (const log of await made) append(log, 3)
    const second = await open(makeGround(memory.kill()).disk, clock)
    const offsets = Array.from(second.partitions(), ({ log }) => [log.startOffset, log.endOffset])
    t.deepEqual(
      offsets,
      Array.from(partitions, () => [0, 3]),
      `after ${turns} turns`,
    )
  }
})

test('a directory that is closed first ends what it was asked for', async (t) => {
  const { clock, disk } = makeGround()
  const directory = await open(disk, clock)
  const created = directory.createAll(partitions, ordersId)
  const deleted = directory.deleteAll(partitions.slice(3), ordersId)
  await clock.until(directory.close())
  await Promise.all([created, deleted])
  t.is(disk.openFiles, 0)
  const reopened = await open(disk, clock)
  t.is([...reopened.partitions()].length, 3)
  await reopened.close()
})

test('where a deletion failed nothing is made that would take over what was to be deleted', async (t) => {
  const { clock, disk } = makeGround()
  const directory = await open(disk, clock)
  await clock.until(directory.createAll(partitions, ordersId))
  append(directory.log(partitions[4] ?? first), 5)
  disk.refuse = (action, path) => (action === 'rename' && path === '/data/orders-4' ? 'EIO' : undefined)
  const deleted = t.throwsAsync(directory.deleteAll(partitions, ordersId), { code: 'EIO' })
  const created = t.throwsAsync(directory.create(partitions[4] ?? first, heirsId), { code: 'EIO' })
  await clock.until(Promise.all([deleted, created]))
  t.deepEqual([...directory.partitions()], [])
  await directory.close()
  t.is(disk.openFiles, 0)
})
