/**
 * Kafka's DumpLogSegments reads a directory that we wrote: after a proper close, and after a crash from
 * which we recovered. What it finds is what was appended, entry by entry, and it has no complaint.
 */
import { appendFileSync, cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  DataDirectory,
  defaultLogConfig,
  ManualClock,
  type PartitionLog,
  silentLogger,
  systemDisk,
} from '@millrace/core/testing'
import test, { type ExecutionContext } from 'ava'
import { type Dump, dumpPartition, insaneIndexes } from './dump.ts'
import { emptyFolder, openDirectory, removeFolders } from './folders.ts'
import { readBatches, readRecords } from './stored-record.ts'
import { compressions, type Written, writeTraffic } from './traffic.ts'

const orders = { topic: 'orders-by-day', partition: 3 }
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const config = { ...defaultLogConfig, segmentBytes: 16_384, indexIntervalBytes: 500 }
const configOf = () => config

test.after.always(removeFolders)

async function writeDirectory(
  path: string,
  compressionType = config.compressionType,
): Promise<{ directory: DataDirectory; log: PartitionLog; written: Written }> {
  const directory = await openDirectory({ path, configOf: () => ({ ...config, compressionType }) })
  const log = await directory.create(orders, topicId)
  const startMs = Date.now() - 7_200_000
  const written = writeTraffic(log, { leaderEpoch: 5, firstProducerId: 1000, rounds: 24, startMs, leaveOpen: true })
  return { directory, log, written }
}

/** Whether the dump tells of all that was written, and the snapshot at the log's end of all its producers. */
function checkDump(t: ExecutionContext, dump: Dump, written: Written): void {
  t.deepEqual(dump.complaints, [])
  t.deepEqual(dump.gaps, [])
  const records = written.records.map(({ headers, leaderEpoch: _, ...record }) => {
    return { ...record, headerKeys: headers.map(({ key }) => key) }
  })
  t.deepEqual(dump.records, records)
  t.deepEqual(dump.aborted, written.aborted)
  t.is(dump.markers.filter((marker) => marker === 'ABORT').length, written.aborted.length)
  const endOffset = (dump.batches.at(-1)?.lastOffset ?? -1) + 1
  t.deepEqual(dump.snapshots.get(endOffset), written.producers)
}

function codecsOf(dump: Dump): string[] {
  return [...new Set(dump.batches.map(({ compression }) => compression))].sort()
}

/** The files of a kind. */
function countOf(path: string, kind: string): number {
  return readdirSync(path).filter((name) => name.endsWith(`.${kind}`)).length
}

for (const compressionType of ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
  test(`${compressionType}: batches that we wrote anew are dumped record by record as they were before`, async (t) => {
    const path = emptyFolder()
    const { directory, written } = await writeDirectory(path, compressionType)
    await directory.close()
    const dump = await dumpPartition(join(path, 'orders-by-day-3'))
    checkDump(t, dump, written)
    // Markers have none.
    t.deepEqual(codecsOf(dump), compressionType === 'uncompressed' ? ['none'] : [compressionType, 'none'].sort())
  })
}

test('a directory of ours is dumped record by record as it was written', async (t) => {
  const path = emptyFolder()
  const { directory, log, written } = await writeDirectory(path)
  const batches = readBatches(log).map((batch) => ({
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    producerId: batch.producerId,
    compression: batch.compression,
    leaderEpoch: batch.leaderEpoch,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
  }))
  await directory.close()

  const partition = join(path, 'orders-by-day-3')
  const dump = await dumpPartition(partition)
  checkDump(t, dump, written)
  t.deepEqual(codecsOf(dump), [...compressions].sort())
  t.deepEqual(dump.batches, batches)
  t.true(countOf(partition, 'log') >= 4)
  t.is(countOf(partition, 'snapshot'), countOf(partition, 'log'))
  t.true(dump.offsetEntries >= 60, `${dump.offsetEntries} entries`)
  t.true(dump.timeEntries >= 60, `${dump.timeEntries} entries`)
  t.deepEqual(await insaneIndexes(partition), [])
})

test('a directory of ours that crashed and was opened again is dumped as it was written', async (t) => {
  const path = emptyFolder()
  const { directory, log, written } = await writeDirectory(path)
  const crashed = emptyFolder()
  cpSync(path, crashed, { recursive: true })
  rmSync(join(crashed, '.lock'), { force: true })
  const { endOffset } = log
  await directory.close()

  const partition = join(crashed, 'orders-by-day-3')
  const last =
    readdirSync(partition)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-1) ?? ''
  const size = statSync(join(partition, last)).size
  appendFileSync(join(partition, last), Buffer.alloc(100, 1))
  const warnings: string[] = []
  const again = await openDirectory({ path: crashed, configOf, warnings })
  t.is(again.log(orders)?.endOffset, endOffset)
  await again.close()

  t.is(statSync(join(partition, last)).size, size)
  t.is(warnings.length, 1)
  checkDump(t, await dumpPartition(partition), written)
  t.deepEqual(await insaneIndexes(partition), [])
})

test('a log that we compacted is dumped with what is left of it, and without a complaint', async (t) => {
  const path = emptyFolder()
  const clock = new ManualClock(Date.now())
  const directory = await DataDirectory.open({ path, disk: systemDisk, clock, logger: silentLogger, configOf })
  const log = await directory.create(orders, topicId)
  const startMs = clock.nowMs() - 7_200_000
  writeTraffic(log, { leaderEpoch: 5, firstProducerId: 1000, rounds: 24, startMs, leaveOpen: false })
  await log.flush()
  const before = readRecords(log, 'read_committed')
  // Only now, since some of the records have no key: a compacted topic takes no such ones, but may have them.
  log.config = { ...config, cleanupPolicy: { delete: false, compact: true }, minCleanableDirtyRatio: 0.01 }
  clock.advance(15_000)
  for (let turn = 0; !existsSync(join(path, 'cleaner-offset-checkpoint')); turn++) {
    t.true(turn < 1_000_000, 'the cleaner does not come to an end')
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(0)
  }
  const left = readRecords(log, 'read_uncommitted')
  t.true(left.length < before.length / 2, `${left.length} of ${before.length} records are left`)
  await directory.close()

  const partition = join(path, 'orders-by-day-3')
  const dump = await dumpPartition(partition)
  t.deepEqual(dump.complaints, [])
  t.true(dump.gaps.length > 0)
  t.deepEqual(
    dump.records.map(({ offset, key, value }) => ({ offset, key, value })),
    left.map(({ offset, key, value }) => ({ offset, key, value })),
  )
  t.deepEqual(await insaneIndexes(partition), [])
})
