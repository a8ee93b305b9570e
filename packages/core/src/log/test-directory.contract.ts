/** What tests of the data directory share: its options with small segments, records to append, minutes that pass. */
import type { Disk } from '../host/disk.ts'
import { silentLogger } from '../host/logger.ts'
import type { ManualClock } from '../host/manual-clock.ts'
import { BatchBuilder } from '../records/builder.ts'
import type { DataDirectoryOptions } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

export const orders = { topic: 'orders-by-day', partition: 3 }
export const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'

export function options(
  disk: Disk,
  clock: ManualClock,
  more: Partial<DataDirectoryOptions> = {},
): DataDirectoryOptions {
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300 })
  return { path: '/data', disk, clock, logger: silentLogger, configOf, ...more }
}

export function append(log: PartitionLog | undefined, count: number): void {
  for (let index = 0; index < count; index++) {
    const builder = new BatchBuilder()
    builder.tryAppendPair('key', `value ${index}`, 1_700_000_000_000)
    log?.append(builder.build(), { origin: 'client', leaderEpoch: 0 })
  }
}

/** Lets time pass, and what falls due on the way come to its end. */
export async function passMinutes(clock: ManualClock, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(60_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
