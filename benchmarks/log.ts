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
import { BatchBuilder } from '@millrace/core/records'
import {
  DataDirectory,
  type DataDirectoryOptions,
  defaultLogConfig,
  type LogConfig,
  type PartitionLog,
  silentLogger,
  systemClock,
  systemDisk,
} from '@millrace/core/testing'
import { Appends, append, fullBatch } from './log-appends.ts'
import { cleaningReports } from './log-cleaning.ts'
import type { Comparison, Figure, Subject } from './measure.ts'

const READ_BYTES = 1024 * 1024
const VALUE = 'x'.repeat(80)
const READ_BATCHES = 2_048
const RECOVERED_BYTES = 1024 ** 3
const PARTITIONS = 5_000
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const kept = { topic: 'kept', partition: 0 }

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
      { name: 'recovery of 1 GiB', run: () => recovery(path.join(root, 'killed'), batch) },
      { name: `${PARTITIONS} partitions`, run: () => partitions(path.join(root, 'many')) },
      ...cleaningReports((name) => path.join(root, name)),
    ],
    async close() {
      await directory.close()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}

function openDirectory(directory: string, more: Partial<DataDirectoryOptions> = {}): Promise<DataDirectory> {
  const configOf = (): LogConfig => defaultLogConfig
  return DataDirectory.open({
    path: directory,
    disk: systemDisk,
    clock: systemClock,
    logger: silentLogger,
    configOf,
    ...more,
  })
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

function readFile(file: string, memory: () => Buffer): number {
  const descriptor = fs.openSync(file, 'r')
  let bytes = 0
  for (let count = -1; count !== 0; bytes += count) count = fs.readSync(descriptor, memory(), 0, READ_BYTES, bytes)
  fs.closeSync(descriptor)
  return bytes
}

/** A start after a kill reads and checks every batch behind the recovery point: here all of them. */
async function recovery(directory: string, batch: Buffer): Promise<Figure[]> {
  const log = await (await openDirectory(directory)).create(kept, topicId)
  for (let bytes = 0; bytes < RECOVERED_BYTES; bytes += batch.length) append(log, batch)
  const { endOffset } = log
  // What the kill of a process leaves: its files as they are, without the lock and the clean close.
  const copy = `${directory}-copy`
  fs.cpSync(directory, copy, { recursive: true, filter: (name) => !name.endsWith('.lock') })
  const files = fs.readdirSync(path.join(copy, 'kept-0')).filter((name) => name.endsWith('.log'))
  const into = Buffer.allocUnsafeSlow(READ_BYTES)
  const readAll = () => files.reduce((sum, name) => sum + readFile(path.join(copy, 'kept-0', name), () => into), 0)
  readAll()
  const readMs = timed(readAll)
  const began = performance.now()
  const recovered = await openDirectory(copy)
  const recoveredMs = performance.now() - began
  assert.equal(recovered.log(kept)?.endOffset, endOffset)
  return [
    { name: 'start after a kill', value: recoveredMs, unit: 'ms' },
    { name: 'plain read of the files', value: readMs, unit: 'ms' },
    { name: 'ratio', value: recoveredMs / readMs, unit: 'times the plain read' },
  ]
}

async function partitions(directory: string): Promise<Figure[]> {
  const made = await openDirectory(directory)
  const small = smallBatch()
  const madeMs = await timedAsync(async () => {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      append(await made.create({ topic: 'many', partition }, topicId), small)
    }
  })
  const closedMs = await timedAsync(() => made.close())
  const bytesBefore = residentBytes()
  let opened!: DataDirectory
  const openedMs = await timedAsync(async () => {
    opened = await openDirectory(directory)
  })
  const bytes = residentBytes() - bytesBefore
  const openFiles = fs.readdirSync('/proc/self/fd').length
  const touchedMs = timed(() => {
    for (const { log } of opened.partitions()) append(log, small)
  })
  const openFilesTouched = fs.readdirSync('/proc/self/fd').length
  await opened.close()
  return [
    { name: 'made, with a batch each', value: madeMs, unit: 'ms' },
    { name: 'closed', value: closedMs, unit: 'ms' },
    { name: 'opened', value: openedMs, unit: 'ms' },
    { name: 'memory', value: bytes / 1024 ** 2, unit: 'MiB more' },
    { name: 'open files', value: openFiles, unit: 'files' },
    { name: 'a batch appended to each', value: touchedMs, unit: 'ms' },
    { name: 'open files then', value: openFilesTouched, unit: 'files' },
  ]
}

function smallBatch(): Buffer {
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', VALUE, Date.now())
  return Buffer.from(builder.build())
}

function residentBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss
}

function timed(run: () => unknown): number {
  const began = performance.now()
  run()
  return performance.now() - began
}

async function timedAsync(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}
