/** Data directories on the machine's own disk, and the reads and appends that the log's benchmarks have in common. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
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

export const READ_BYTES = 1024 * 1024
export const VALUE = 'x'.repeat(80)
export const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
export const kept = { topic: 'kept', partition: 0 }

export function openDirectory(directory: string, more: Partial<DataDirectoryOptions> = {}): Promise<DataDirectory> {
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

export function append(log: PartitionLog, batch: Buffer): void {
  batch.fill(0, 0, 8) // the base offset that the last append wrote
  const outcome = log.append(batch, { origin: 'client', leaderEpoch: 0 })
  assert.equal(outcome.kind, 'appended')
}

export function readFile(file: string, memory: () => Buffer): number {
  const descriptor = fs.openSync(file, 'r')
  let bytes = 0
  for (let count = -1; count !== 0; bytes += count) count = fs.readSync(descriptor, memory(), 0, READ_BYTES, bytes)
  fs.closeSync(descriptor)
  return bytes
}
