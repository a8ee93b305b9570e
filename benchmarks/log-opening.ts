/** What a start takes: after a kill, beside reading the files; and with many partitions, closing and memory included. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { BatchBuilder } from '@millrace/core/records'
import type { DataDirectory } from '@millrace/core/testing'
import { append, kept, openDirectory, READ_BYTES, readFile, topicId, VALUE } from './log-directory.ts'
import type { Figure } from './measure.ts'

const RECOVERED_BYTES = 1024 ** 3
const PARTITIONS = 5_000

/** One report for each; the batch is the one that logs are filled with. */
export function openingReports(
  root: string,
  batch: Buffer,
): { readonly name: string; readonly run: () => Promise<Figure[]> }[] {
  return [
    { name: 'recovery of 1 GiB', run: () => recovery(path.join(root, 'killed'), batch) },
    { name: `${PARTITIONS} partitions`, run: () => partitions(path.join(root, 'many')) },
  ]
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
