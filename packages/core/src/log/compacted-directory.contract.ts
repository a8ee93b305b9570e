/** A data directory with compacted topics, in memory, whose cleaner's steps a test makes happen. */
import { type Logger, silentLogger } from '../host/logger.ts'
import type { ManualClock } from '../host/manual-clock.ts'
import type { MemoryDisk } from '../host/memory-disk.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

export const users = { topic: 'users', partition: 0 }
export const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const config = {
  ...defaultLogConfig,
  segmentBytes: 1_000,
  cleanupPolicy: { delete: false, compact: true },
  minCleanableDirtyRatio: 0.1,
}

export const clockStartMs = 1_700_000_000_000
export const fromClient = { origin: 'client', leaderEpoch: 0 } as const

export function open(
  disk: MemoryDisk,
  clock: ManualClock,
  more: Partial<LogConfig> & { readonly logger?: Logger } = {},
): Promise<DataDirectory> {
  const { logger = silentLogger, ...settings } = more
  return DataDirectory.open({ path: '/data', disk, clock, logger, configOf: () => ({ ...config, ...settings }) })
}

/** Appends a record for each of five keys, so many times over. */
export function append(log: PartitionLog, rounds: number, name = 'key'): void {
  for (let round = 0; round < rounds; round++) {
    for (let key = 0; key < 5; key++) {
      const builder = new BatchBuilder()
      builder.tryAppendPair(`${name} ${key}`, `round ${round}`, clockStartMs)
      log.append(builder.build(), fromClient)
    }
  }
}

/** The values of all records but markers'. */
export function valuesIn(log: PartitionLog): (string | null)[] {
  const values: (string | null)[] = []
  const read = log.read({ offset: 0, maxBytes: 10_000, atLeastOne: true, isolation: 'uncommitted' })
  for (const batch of batches(read.kind === 'read' ? read.records : Buffer.alloc(0))) {
    const records = batch.records()
    while (!batch.isControl && records.next()) values.push(records.valueText())
  }
  return values
}

export function recordCount(log: PartitionLog): number {
  let count = 0
  for (let offset = log.startOffset; offset < log.endOffset; ) {
    const read = log.read({ offset, maxBytes: 10_000, atLeastOne: true, isolation: 'uncommitted' })
    if (read.kind !== 'read' || read.nextOffset === offset) break
    for (const batch of batches(read.records)) count += batch.recordCount
    offset = read.nextOffset
  }
  return count
}

/** Lets the cleaner's steps and the disk's promises have their turns. */
export async function turns(clock: ManualClock, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Moves the clock's waiting steps on until something has come to its end. */
export async function settled<Result>(clock: ManualClock, promise: Promise<Result>): Promise<Result> {
  let isSettled = false
  const note = () => {
    isSettled = true
  }
  promise.then(note, note)
  while (!isSettled) await turns(clock, 1)
  return promise
}
