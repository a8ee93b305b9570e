import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import { draftBatch, draftMarker } from './model/log-model-batches.contract.ts'
import type { PartitionLog } from './partition-log.ts'

const orders = { topic: 'orders', partition: 3 }
const clock = new ManualClock()
const plain = { producerId: -1, producerEpoch: -1, baseSequence: -1, isTransactional: false }
const transactional = { producerId: 5, producerEpoch: 0, baseSequence: 0, isTransactional: true }

async function open(disk: MemoryDisk, config: Partial<LogConfig> = {}): Promise<[DataDirectory, PartitionLog]> {
  const configOf = () => ({ ...defaultLogConfig, ...config })
  const directory = await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
  return [directory, directory.log(orders) ?? (await directory.create(orders, 'Zgk6oYHtSByXZtFFkXKPmQ'))]
}

function append(log: PartitionLog, facts = plain, valueBytes = 10): void {
  const shape = { count: 1, valueBytes, compression: 'none', timestamp: clock.nowMs() } as const
  log.append(draftBatch({ ...shape, ...facts }).bytes, { origin: 'client', leaderEpoch: 0 })
}

test("a transaction that is open since before the log's start holds readers back after a kill too", async (t) => {
  const disk = new MemoryDisk()
  const [first, log] = await open(disk)
  append(log, transactional)
  append(log)
  log.moveStartTo(1)
  await first.checkpoint()
  const [, reopened] = await open(disk.kill())
  t.is(reopened.startOffset, 1)
  t.is(reopened.lastStableOffset, 1)
})

test('a transaction is still open when the segment that began it went after a kill, and another kill came', async (t) => {
  const disk = new MemoryDisk()
  const [, log] = await open(disk)
  append(log, transactional)
  log.roll()
  append(log)
  const killed = disk.kill()
  const [second, reopened] = await open(killed, { retentionBytes: 0 })
  reopened.applyRetention()
  await second.checkpoint()
  t.is(reopened.startOffset, 1)
  const [, last] = await open(killed.kill())
  t.is(last.lastStableOffset, 1)
  t.is(last.endOffset, 2)
})

test('a log whose segment lost its end ends there, so that offsets have no gap', async (t) => {
  const disk = new MemoryDisk()
  const [, log] = await open(disk)
  append(log)
  const path = '/data/orders-3/00000000000000000000.log'
  const size = disk.facts(path)?.size ?? 0
  append(log)
  log.roll()
  append(log)
  const killed = disk.kill()
  const file = killed.open(path, { create: false })
  file.truncate(size)
  file.close()
  const [, reopened] = await open(killed)
  t.is(reopened.endOffset, 1)
})

test("the latest record is not one from before the log's start", async (t) => {
  const [, log] = await open(new MemoryDisk())
  append(log)
  t.is(log.lookUp('max-timestamp')?.offset, 0)
  log.moveStartTo(1)
  t.is(log.lookUp('max-timestamp'), null)
})

test('an aborted transaction is known after a power loss, though its segment was rolled when all was flushed', async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const disk = new MemoryDisk({ crashable: true })
    const [first, log] = await open(disk)
    append(log, transactional)
    const abort = { type: 'ABORT', producerId: 5, producerEpoch: 0, timestamp: clock.nowMs() } as const
    log.append(draftMarker(abort), { origin: 'coordinator', leaderEpoch: 0 })
    await log.flush()
    log.roll()
    append(log)
    await log.flush()
    await first.checkpoint()
    const [, reopened] = await open(disk.crash(new SeededRandom(seed)))
    const read = reopened.read({ offset: 0, maxBytes: 1_000, atLeastOne: true, isolation: 'committed' })
    t.like(read, { aborted: [{ producerId: 5, firstOffset: 0, lastOffset: 1 }] })
  }
})

test('a read that needs no batch gives one that fits, however large the one before it is', async (t) => {
  const [, log] = await open(new MemoryDisk(), { indexIntervalBytes: 1_000_000 })
  append(log, plain, 16_600)
  append(log, plain, 900)
  const read = log.read({ offset: 1, maxBytes: 1_000, atLeastOne: false, isolation: 'uncommitted' })
  t.is(read.kind === 'read' && read.nextOffset, 2)
})

test('a segment behind one that is read again has its snapshot again, so that those before it may go', async (t) => {
  const disk = new MemoryDisk()
  const [first, log] = await open(disk)
  append(log, transactional)
  for (let segment = 1; segment < 4; segment++) {
    log.roll()
    append(log)
  }
  await first.close()
  disk.remove('/data/orders-3/00000000000000000001.index')
  const [second, reopened] = await open(disk, { retentionBytes: 0 })
  t.is(reopened.lastStableOffset, 0)
  reopened.applyRetention()
  await second.checkpoint()
  t.is(reopened.startOffset, 3)
  const [, last] = await open(disk.kill())
  t.is(last.lastStableOffset, 3)
  t.is(last.endOffset, 4)
})

test('what a start made anew is durable before the recovery point is said to lie behind it', async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const disk = new MemoryDisk({ crashable: true })
    const [first, log] = await open(disk)
    append(log, transactional)
    const abort = { type: 'ABORT', producerId: 5, producerEpoch: 0, timestamp: clock.nowMs() } as const
    log.append(draftMarker(abort), { origin: 'coordinator', leaderEpoch: 0 })
    await log.flush()
    await first.checkpoint()
    log.roll() // its indexes are written, and not durable yet
    const killed = disk.kill()
    const [second, reopened] = await open(killed)
    append(reopened)
    await reopened.flush()
    await second.checkpoint()
    const [, last] = await open(killed.crash(new SeededRandom(seed)))
    const read = last.read({ offset: 0, maxBytes: 1_000, atLeastOne: true, isolation: 'committed' })
    t.like(read, { aborted: [{ producerId: 5, firstOffset: 0, lastOffset: 1 }] }, `seed ${seed}`)
  }
})
