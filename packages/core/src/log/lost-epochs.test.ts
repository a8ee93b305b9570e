import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import { draftBatch } from './model/log-model-batches.contract.ts'
import type { PartitionLog } from './partition-log.ts'

const orders = { topic: 'orders', partition: 3 }
const EPOCHS = '/data/orders-3/leader-epoch-checkpoint'
const clock = new ManualClock()

async function open(disk: MemoryDisk): Promise<{ directory: DataDirectory; log: PartitionLog }> {
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300 })
  const directory = await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
  return { directory, log: directory.log(orders) ?? (await directory.create(orders, 'Zgk6oYHtSByXZtFFkXKPmQ')) }
}

/** Appends a batch of two records in each of the epochs. */
function append(log: PartitionLog, ...leaderEpochs: readonly number[]): void {
  const shape = { count: 2, valueBytes: 10, compression: 'none', timestamp: clock.nowMs() } as const
  const plain = { producerId: -1, producerEpoch: -1, baseSequence: -1, isTransactional: false }
  for (const leaderEpoch of leaderEpochs) {
    log.append(draftBatch({ ...shape, ...plain }).bytes, { origin: 'client', leaderEpoch })
  }
}

const epochs = (log: PartitionLog) =>
  Array.from({ length: log.endOffset - log.startOffset }, (_, index) => log.epochFor(log.startOffset + index))

test("a crash that takes back a log's start does not take the epochs of its first records", async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  append(log, 1, 1, 2, 4, 4, 4)
  await log.flush()
  await directory.checkpoint()
  log.moveStartTo(9)
  t.deepEqual(epochs(log), [4, 4, 4])
  await new Promise((resolve) => setImmediate(resolve)) // the epochs are written
  const { log: reopened } = await open(disk.kill())
  t.is(reopened.startOffset, 0)
  t.deepEqual(epochs(reopened), [1, 1, 1, 1, 2, 2, 4, 4, 4, 4, 4, 4])
  t.deepEqual(reopened.endOffsetForEpoch(2), { epoch: 2, endOffset: 6 })
  t.deepEqual(reopened.endOffsetForEpoch(3), { epoch: 2, endOffset: 6 })
})

test('after any loss of power each record that can be read is of an epoch that is known', async (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const disk = new MemoryDisk({ crashable: true })
    const { directory, log } = await open(disk)
    append(log, 1, 1, 2, 4, 4, 4)
    await log.flush()
    await directory.checkpoint()
    log.moveStartTo(1 + (seed % 11))
    for (let turn = 0; turn < seed % 13; turn++) await Promise.resolve()
    const { log: reopened } = await open(disk.crash(new SeededRandom(seed)))
    t.deepEqual(epochs(reopened), [1, 1, 1, 1, 2, 2, 4, 4, 4, 4, 4, 4].slice(reopened.startOffset), `seed ${seed}`)
  }
})

test('a file of epochs that was lost is made anew from the batches, and saved', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  append(log, 1, 1, 2)
  log.moveStartTo(1)
  await directory.close()
  disk.remove(EPOCHS)
  const second = await open(disk)
  t.deepEqual(epochs(second.log), [1, 1, 1, 2, 2])
  t.is(second.log.latestEpoch, 2)
  await second.directory.close()
  t.not(disk.facts(EPOCHS), undefined)
})

test('batches from before there were leader epochs have none', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  append(log, -1, -1)
  await directory.close()
  const { log: reopened } = await open(disk)
  t.is(reopened.latestEpoch, undefined)
  t.deepEqual(epochs(reopened), [undefined, undefined, undefined, undefined])
})
