/**
 * How fast a partition's log is appended to and read on the machine's own disk, beside plain `node:fs` calls that
 * write and read the same bytes in the same pieces; how long a start takes after a kill, beside reading the files;
 * what many open partitions cost; and how long appends wait for compaction. The files of a turn are removed before
 * the system writes them out, so that it is the work that is compared and not the device.
 */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { DataDirectory, PartitionLog } from '@millrace/core/testing'
import { Appends, fullBatch } from './log-appends.ts'
import { cleaningReports } from './log-cleaning.ts'
import { append, kept, openDirectory, READ_BYTES, readFile, topicId, VALUE } from './log-directory.ts'
import { openingReports } from './log-opening.ts'
import type { Comparison, Subject } from './measure.ts'

const READ_BATCHES = 2_048

export async function openLogSubject(): Promise<Subject> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
  const batch = fullBatch(VALUE.length)
  const directory = await openDirectory(path.join(root, 'data'))
  const appends = new Appends({ directory, root, topic: 'written' }, batch)
  const ofLarger = new Appends({ directory, root, topic: 'larger' }, fullBatch(1_000))
  await appends.begin()
  await ofLarger.begin()
  const reads = await keptLog(directory, batch)
  return {
    name: 'log',
    comparisons: [
      appends.appending('append batches of 128 KiB'),
      ofLarger.appending('append, records of 1 KB'),
      appends.flushing('append, and flush after 8 MiB'),
      reading(reads, path.join(root, 'data', 'kept-0')),
    ],
    reports: [
      { name: 'appending 4 GiB', run: () => appends.sustained() },
      ...openingReports(root, batch),
      ...cleaningReports((name) => path.join(root, name)),
    ],
    async close() {
      await directory.close()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}

async function keptLog(directory: DataDirectory, batch: Buffer): Promise<PartitionLog> {
  const log = await directory.create(kept, topicId)
  for (let index = 0; index < READ_BATCHES; index++) append(log, batch)
  await log.flush()
  return log
}

/** Both sides read into the same memory again and again, as a reader does that is done with what it read. */
function reading(log: PartitionLog, directory: string): Comparison {
  const file = path.join(directory, '00000000000000000000.log')
  const into = Buffer.allocUnsafeSlow(2 * READ_BYTES)
  const memory = (bytes: number) => into.subarray(0, bytes)
  return {
    name: 'read in pieces of 1 MiB',
    unit: 'B',
    ours: () => readLog(log, memory),
    peers: {
      'plain fs': () => readFile(file, () => into),
      'plain fs, new memory': () => readFile(file, () => Buffer.allocUnsafeSlow(READ_BYTES)),
    },
    bars: [{ timesPeer: 0.8, peer: 'plain fs' }],
  }
}

function readLog(log: PartitionLog, memory: (bytes: number) => Buffer): number {
  let bytes = 0
  for (let offset = 0; offset < log.endOffset; ) {
    const read = log.read({ offset, maxBytes: READ_BYTES, atLeastOne: true, isolation: 'uncommitted', memory })
    assert.ok(read.kind === 'read')
    bytes += read.records.length
    offset = read.nextOffset
  }
  return bytes
}
