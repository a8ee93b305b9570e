import test from 'ava'
import { type Logger, silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import { draftBatch, draftMarker } from './model/log-model-batches.contract.ts'
import type { PartitionLog } from './partition-log.ts'
import type { AbortedTransaction } from './segment/transaction-index.ts'

const orders = { topic: 'orders', partition: 3 }
const PLACE = '/data/orders-3'
const clock = new ManualClock()

async function open(
  disk: MemoryDisk,
  logger: Logger = silentLogger,
): Promise<{ directory: DataDirectory; log: PartitionLog }> {
  const configOf = () => ({ ...defaultLogConfig, indexIntervalBytes: 50 })
  const directory = await DataDirectory.open({ path: '/data', disk, clock, logger, configOf })
  return { directory, log: directory.log(orders) ?? (await directory.create(orders, 'Zgk6oYHtSByXZtFFkXKPmQ')) }
}

function send(log: PartitionLog, producerId: number, baseSequence: number): void {
  const shape = { count: 2, valueBytes: 10, compression: 'none', timestamp: clock.nowMs() } as const
  const { bytes } = draftBatch({ ...shape, producerId, producerEpoch: 0, baseSequence, isTransactional: true })
  log.append(bytes, { origin: 'client', leaderEpoch: 0 })
}

function end(log: PartitionLog, producerId: number, type: 'ABORT' | 'COMMIT'): void {
  const bytes = draftMarker({ type, producerId, producerEpoch: 0, timestamp: clock.nowMs() })
  log.append(bytes, { origin: 'coordinator', leaderEpoch: 0 })
}

/** Three segments; the second aborts a transaction that the first began, one of its own, and commits another. */
async function writeSegments(log: PartitionLog): Promise<void> {
  send(log, 1, 0)
  send(log, 2, 0)
  end(log, 2, 'ABORT')
  send(log, 2, 2)
  log.roll()
  send(log, 1, 2)
  send(log, 3, 0)
  end(log, 2, 'COMMIT')
  end(log, 1, 'ABORT')
  end(log, 3, 'ABORT')
  log.roll()
  send(log, 3, 2)
  end(log, 3, 'ABORT')
  await log.flush()
}

const SECOND = `${PLACE}/00000000000000000007`

/** For each pair of offsets, what a reader of the range between them is told. */
function abortedInAll(log: PartitionLog): (readonly AbortedTransaction[] | null)[] {
  const found: (readonly AbortedTransaction[] | null)[] = []
  for (let offset = log.startOffset; offset < log.endOffset; offset++) {
    for (const maxBytes of [100, 250, 10_000]) {
      const read = log.read({ offset, maxBytes, atLeastOne: true, isolation: 'committed' })
      found.push(read.kind === 'read' ? read.aborted : null)
    }
  }
  return found
}

function bytesOf(disk: MemoryDisk, path: string): Buffer {
  const file = disk.open(path, { create: false })
  const bytes = Buffer.alloc(file.size)
  file.read(bytes, 0)
  file.close()
  return bytes
}

function put(disk: MemoryDisk, path: string, bytes: Buffer): void {
  const file = disk.open(path, { create: true })
  file.truncate(0)
  file.write([bytes], 0)
  file.close()
}

type Damage = (bytes: Buffer) => Buffer

const damages: Record<string, Damage> = {
  'too long': (bytes) => Buffer.concat([bytes, Buffer.alloc(3)]),
  'cut off in an entry': (bytes) => bytes.subarray(0, bytes.length - 20),
  'of another version': (bytes) => Buffer.concat([Buffer.from([0, 1]), bytes.subarray(2)]),
  'all zeros': (bytes) => Buffer.alloc(bytes.length),
  'not in the order of the markers': (bytes) => Buffer.concat([bytes.subarray(34), bytes.subarray(0, 34)]),
}

for (const [name, damage] of Object.entries(damages)) {
  test(`a transaction index that is ${name} is made anew from the log`, async (t) => {
    const disk = new MemoryDisk()
    const { directory, log } = await open(disk)
    await writeSegments(log)
    const before = abortedInAll(log)
    t.true(before.some((aborted) => aborted?.length === 2))
    await directory.close()
    const bytes = bytesOf(disk, `${SECOND}.txnindex`)
    t.is(bytes.length, 2 * 34)
    put(disk, `${SECOND}.txnindex`, damage(bytes))
    const warnings: string[] = []
    const second = await open(disk, { ...silentLogger, warn: (_, message) => void warnings.push(message) })
    t.deepEqual(abortedInAll(second.log), before)
    t.deepEqual(warnings, ['a transaction index is broken; it is made anew'])
    await second.directory.close()
    t.deepEqual(bytesOf(disk, `${SECOND}.txnindex`), bytes)
  })
}

test('without snapshots a transaction index is made anew from the first batch of the log on', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  await writeSegments(log)
  const before = abortedInAll(log)
  await directory.close()
  put(disk, `${SECOND}.txnindex`, Buffer.alloc(5))
  for (const one of disk.list(PLACE)) if (one.endsWith('.snapshot')) disk.remove(`${PLACE}/${one}`)
  t.deepEqual(abortedInAll((await open(disk)).log), before)
})

test('a snapshot that is broken too is passed over', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  await writeSegments(log)
  const before = abortedInAll(log)
  await directory.close()
  put(disk, `${SECOND}.txnindex`, Buffer.alloc(5))
  put(disk, `${SECOND}.snapshot`, Buffer.alloc(50))
  t.deepEqual(abortedInAll((await open(disk)).log), before)
})

test('a transaction that began in a deleted segment is known from the snapshot alone', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  await writeSegments(log)
  log.moveStartTo(7)
  log.applyRetention()
  const before = abortedInAll(log)
  await directory.close()
  put(disk, `${SECOND}.txnindex`, Buffer.alloc(5))
  t.deepEqual(abortedInAll((await open(disk)).log), before)
})

test('a loss of power while a transaction index is saved anew changes nothing of what readers are told', async (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const disk = new MemoryDisk({ crashable: true })
    const { directory, log } = await open(disk)
    await writeSegments(log)
    const before = abortedInAll(log)
    await directory.close()
    const file = disk.open(`${SECOND}.txnindex`, { create: false })
    file.truncate(33)
    await file.sync()
    const second = await open(disk)
    abortedInAll(second.log)
    const closed = second.directory.close().catch(() => {}) // the power goes meanwhile
    for (let turn = 0; turn < seed; turn++) await Promise.resolve()
    const crashed = disk.crash(new SeededRandom(seed))
    await closed
    t.deepEqual(abortedInAll((await open(crashed)).log), before, `seed ${seed}`)
  }
})

test('a segment without a transaction index aborts nothing, and no batch is read to find that out', async (t) => {
  const disk = new MemoryDisk()
  const { directory, log } = await open(disk)
  await writeSegments(log)
  await directory.close()
  disk.remove(`${SECOND}.txnindex`)
  const { log: reopened } = await open(disk)
  const read = reopened.read({ offset: 7, maxBytes: 100, atLeastOne: true, isolation: 'committed' })
  t.like(read, { kind: 'read', aborted: [] })
})
