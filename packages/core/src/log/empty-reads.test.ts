import test from 'ava'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import { draftBatch } from './model/log-model-batches.contract.ts'

async function open() {
  const clock = new ManualClock()
  const disk = new FaultyDisk(new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
  const warmLimits = { segments: 0, bytes: 0 }
  const common = { path: '/data', disk, clock, logger: silentLogger, configOf: () => defaultLogConfig }
  const directory = await DataDirectory.open({ ...common, warmLimits })
  const log = await directory.create({ topic: 'orders', partition: 3 }, 'Zgk6oYHtSByXZtFFkXKPmQ')
  return { clock, disk, log }
}

const request = { maxBytes: 1_000, atLeastOne: true }

test('a read at the end gives the same answer again, without a look at the disk', async (t) => {
  const { clock, disk, log } = await open()
  const shape = { count: 3, valueBytes: 10, compression: 'none', timestamp: clock.nowMs() } as const
  const open1 = { producerId: 5, producerEpoch: 0, baseSequence: 0, isTransactional: true }
  log.append(draftBatch({ ...shape, ...open1 }).bytes, { origin: 'client', leaderEpoch: 0 })
  await log.flush()
  disk.refuse = (action, path) => t.fail(`${action} ${path}`) as never
  const first = log.read({ ...request, offset: 3, isolation: 'uncommitted' })
  t.like(first, { kind: 'read', nextOffset: 3, aborted: null })
  t.is(log.read({ ...request, offset: 3, isolation: 'uncommitted' }), first)
  // Committed records end before the transaction, which is open.
  const committed = log.read({ ...request, offset: 0, isolation: 'committed' })
  t.like(committed, { kind: 'read', nextOffset: 0, aborted: [] })
  t.is(log.read({ ...request, offset: 0, isolation: 'committed' }), committed)
  t.like(log.read({ ...request, offset: 2, isolation: 'committed' }), { nextOffset: 2, aborted: [] })
  t.is(log.read({ ...request, offset: 4, isolation: 'committed' }).kind, 'out-of-range')
})
