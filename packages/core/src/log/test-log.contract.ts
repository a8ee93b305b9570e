/** A log for tests: opened on a disk in memory with a clock moved by hand, with batches to append and values to read back. */
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import type { BatchHeader } from '../records/seal.ts'
import type { AppendOutcome } from './append.ts'
import { DiskHealth } from './disk-health.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import { openLog } from './open-log.ts'
import type { PartitionLog } from './partition-log.ts'
import { WarmSegments } from './segment/warm-segments.ts'

export const START_MS = 1_700_000_000_000

interface Bench {
  readonly disk: MemoryDisk
  readonly clock: ManualClock
  readonly log: PartitionLog
}

interface Circumstances {
  readonly disk?: MemoryDisk
  readonly config?: Partial<LogConfig>
  readonly hadCleanShutdown?: boolean
  readonly recoveryPoint?: number
  readonly startOffset?: number
}

export function open(circumstances: Circumstances = {}): Bench {
  const { config = {}, hadCleanShutdown = true, recoveryPoint = 0, startOffset = 0 } = circumstances
  const clock = new ManualClock(START_MS)
  const disk = circumstances.disk ?? new MemoryDisk({ clock })
  const place = {
    partition: 'orders-3',
    directory: '/data/orders-3',
    disk,
    clock,
    logger: silentLogger,
    health: new DiskHealth(silentLogger),
    warm: new WarmSegments(),
  }
  const history = { hadCleanShutdown, recoveryPoint, startOffset, producerExpirationMs: 86_400_000 }
  return { disk, clock, log: openLog(place, { ...defaultLogConfig, ...config }, history) }
}

/** A batch of records `value` whose timestamps count up. */
export function batch(values: readonly string[], header: BatchHeader & { timestamp?: number } = {}): Buffer {
  const builder = new BatchBuilder()
  const { timestamp = START_MS } = header
  for (const [index, value] of values.entries()) builder.tryAppendPair('key', value, timestamp + index)
  return Buffer.from(builder.build(header))
}

export function append(log: PartitionLog, bytes: Buffer, origin: 'client' | 'coordinator' = 'client'): AppendOutcome {
  return log.append(bytes, { origin, leaderEpoch: 7 })
}

/** All values that can be read from an offset on, with their offsets. */
export function values(
  log: PartitionLog,
  offset = 0,
  isolation: 'uncommitted' | 'committed' = 'uncommitted',
): string[] {
  const found: string[] = []
  for (let from = offset; ; ) {
    const read = log.read({ offset: from, maxBytes: 100, atLeastOne: true, isolation })
    if (read.kind !== 'read') throw new Error(`out of range: ${read.startOffset} to ${read.endOffset}`)
    if (read.records.length === 0) return found
    for (const one of batches(read.records)) {
      const cursor = one.records()
      while (cursor.next()) {
        if (!one.isControl && cursor.offset >= from) found.push(`${cursor.offset}:${cursor.valueText()}`)
      }
    }
    from = read.nextOffset
  }
}
