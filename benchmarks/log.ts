/**
 * How fast a partition's log is appended to and read on the machine's own disk, beside plain `node:fs` calls that
 * write and read the same bytes in the same pieces; how long a start takes after a kill, beside reading the files;
 * and what many open partitions cost. The files of a turn are removed before the system writes them out, so that
 * it is the work that is compared and not the device.
 */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
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
import type { Comparison, Figure, Subject } from './measure.ts'

const sync = promisify(fs.fdatasync)
const BATCH_BYTES = 128 * 1024
const READ_BYTES = 1024 * 1024
const VALUE = 'x'.repeat(80)
const BATCHES_A_RUN = 64
const READ_BATCHES = 2_048
const RECOVERED_BYTES = 1024 ** 3
const PARTITIONS = 5_000
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const written = { topic: 'written', partition: 0 }
const kept = { topic: 'kept', partition: 0 }

export async function openLogSubject(): Promise<Subject> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
  const batch = fullBatch()
  const directory = await openDirectory(path.join(root, 'data'))
  const appends = new Appends(directory, path.join(root, 'plain'), batch)
  await appends.begin()
  const reads = await keptLog(directory, batch)
  return {
    name: 'log',
    comparisons: [...appends.comparisons(), reading(reads, path.join(root, 'data', 'kept-0'))],
    reports: [
      { name: 'recovery of 1 GiB', run: () => recovery(path.join(root, 'killed'), batch) },
      { name: `${PARTITIONS} partitions`, run: () => partitions(path.join(root, 'many')) },
    ],
    async close() {
      await directory.close()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}

/** A batch of records of about 100 bytes, as large as a producer makes it. */
function fullBatch(): Buffer {
  const builder = new BatchBuilder({ maxBytes: BATCH_BYTES })
  for (let index = 0; builder.tryAppendPair(`key-${String(index).padStart(6, '0')}`, VALUE, Date.now()); ) index++
  return Buffer.from(builder.build())
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

function append(log: PartitionLog, batch: Buffer): void {
  batch.fill(0, 0, 8) // the base offset that the last append wrote
  const outcome = log.append(batch, { origin: 'client', leaderEpoch: 0 })
  assert.equal(outcome.kind, 'appended')
}

/** Appends to a log and, beside it, writes to a file. */
class Appends {
  readonly #directory: DataDirectory
  readonly #plainPath: string
  readonly #batch: Buffer
  #log!: PartitionLog
  #plain = -1
  #position = 0

  constructor(directory: DataDirectory, plainPath: string, batch: Buffer) {
    this.#directory = directory
    this.#plainPath = plainPath
    this.#batch = batch
  }

  async begin(): Promise<void> {
    this.#log = await this.#directory.create(written, topicId)
    this.#plain = fs.openSync(this.#plainPath, 'w')
    this.#position = 0
  }

  comparisons(): Comparison[] {
    const shared = {
      unit: 'B',
      bars: [{ timesPeer: 0.8, peer: 'plain fs' }],
      tidyUp: async () => {
        fs.closeSync(this.#plain)
        fs.unlinkSync(this.#plainPath)
        await this.#directory.delete(written, 'bench')
        await this.begin()
      },
    }
    const onlyAppended = { ours: () => this.#append(), peers: { 'plain fs': () => this.#writePlain() } }
    const ours = async () => {
      const bytes = this.#append()
      await this.#log.flush()
      return bytes
    }
    const plain = async () => {
      const bytes = this.#writePlain()
      await sync(this.#plain)
      return bytes
    }
    return [
      { name: 'append batches of 128 KiB', ...onlyAppended, ...shared },
      { name: 'append, and flush after 8 MiB', ours, peers: { 'plain fs': plain }, ...shared },
    ]
  }

  #append(): number {
    for (let index = 0; index < BATCHES_A_RUN; index++) append(this.#log, this.#batch)
    return BATCHES_A_RUN * this.#batch.length
  }

  #writePlain(): number {
    for (let index = 0; index < BATCHES_A_RUN; index++) {
      fs.writeSync(this.#plain, this.#batch, 0, this.#batch.length, this.#position)
      this.#position += this.#batch.length
    }
    return BATCHES_A_RUN * this.#batch.length
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
