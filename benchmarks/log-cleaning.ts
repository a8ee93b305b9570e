/**
 * How long an append waits, at the worst, while 200 MB of dirty log are compacted: a small batch is due every
 * millisecond, and its wait counts from when it was due to when it was appended. Beside it the same without
 * compaction, which is what the machine and its other work make of it, and what the thread itself worked in
 * the longest wait: on a busy machine only that figure is ours.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { BatchBuilder, type Compression } from '@millrace/core/records'
import { defaultLogConfig, type LogConfig, type Logger, type PartitionLog, silentLogger } from '@millrace/core/testing'
import { append, openDirectory, topicId } from './log-directory.ts'
import type { Figure } from './measure.ts'

const DIRTY_BYTES = 200e6
const SEGMENT_BYTES = 32 * 1024 * 1024
const APPEND_EVERY_MS = 1
const QUIET_MS = 2_000
const CHECK_MS = 500
const dirty = { topic: 'dirty', partition: 0 }
const busy = { topic: 'busy', partition: 0 }

/** Batches as producers make them, and as large as a broker takes them. */
const SHAPES = [
  { name: 'batches of 128 KiB', batchBytes: 128 * 1024 },
  { name: 'batches of 1 MiB', batchBytes: 1024 * 1024 },
]
/** To how much more than it takes a batch of these records inflates, by codec, a little less than it does. */
const expansions = { none: 1, lz4: 2.2, snappy: 2.2, gzip: 4, zstd: 4 } as const satisfies Record<Compression, number>
const TIMESTAMP = 1_700_000_000_000

/** One report for each shape and codec. */
export function cleaningReports(path: (name: string) => string): { name: string; run: () => Promise<Figure[]> }[] {
  return SHAPES.flatMap(({ name, batchBytes }) =>
    (Object.keys(expansions) as Compression[]).map((compression) => ({
      name: `appends while 200 MB are compacted, ${compression}, ${name}`,
      run: () => cleaning(path(`${compression}-${batchBytes}`), { compression, batchBytes }),
    })),
  )
}

interface Shape {
  readonly compression: Compression
  readonly batchBytes: number
}

async function cleaning(path: string, shape: Shape): Promise<Figure[]> {
  let cleaned = () => {}
  const isCleaned = new Promise<void>((resolve) => (cleaned = resolve))
  const logger: Logger = { ...silentLogger, info: (_, text) => text === 'compacted' && cleaned() }
  const directory = await openDirectory(path, { logger, configOf, compactionCheckMs: CHECK_MS })
  const log = await directory.create(dirty, topicId)
  const other = await directory.create(busy, topicId)
  const quiet = await waits(other, after(QUIET_MS))
  fill(log, shape)
  await log.flush()
  log.roll()
  const { sizeInBytes } = log
  const began = performance.now()
  const busyWaits = await waits(other, isCleaned)
  const tookMs = performance.now() - began
  assert.ok(log.sizeInBytes < sizeInBytes)
  await directory.close()
  fs.rmSync(path, { recursive: true })
  return [
    { name: 'worst wait', value: largest(busyWaits.map(({ ms }) => ms)), unit: 'ms' },
    { name: 'worst wait without compaction', value: largest(quiet.map(({ ms }) => ms)), unit: 'ms' },
    {
      name: "worst wait, this thread's own work alone",
      value: largest(busyWaits.map(({ cpuMs }) => cpuMs)),
      unit: 'ms',
    },
    { name: `compacted to ${Math.round((100 * log.sizeInBytes) / sizeInBytes)} % in`, value: tookMs, unit: 'ms' },
  ]
}

function configOf(topic: string): LogConfig {
  const compacted = { cleanupPolicy: { delete: false, compact: true }, segmentBytes: SEGMENT_BYTES }
  return topic === dirty.topic ? { ...defaultLogConfig, ...compacted } : defaultLogConfig
}

/** Of each batch a half becomes stale: the keys of one half come again and again, those of the other never. */
function fill(log: PartitionLog, { compression, batchBytes }: Shape): void {
  const inflatedBytes = batchBytes * expansions[compression]
  for (let record = 0; log.sizeInBytes < DIRTY_BYTES; ) {
    const builder = new BatchBuilder({ compression, maxBytes: inflatedBytes })
    for (let index = 0; ; index++, record++) {
      const key = index % 2 === 0 ? `stale-${index}` : `kept-${record}`
      if (!builder.tryAppendPair(key, value(record), TIMESTAMP)) break
    }
    append(log, Buffer.from(builder.build()))
  }
}

/** Text like that of most services, which shrinks to about a third. */
function value(number: number): string {
  const user = noise.toString('hex', number % NOISE_BYTES, (number % NOISE_BYTES) + 12)
  return `{"user":"${user}","page":"/home/index","bot":false,"amount":${(number * 7919) % 100_003},"region":"europe-west"}`
}

const NOISE_BYTES = 65_521
const noise = randomBytes(NOISE_BYTES + 12)

interface Wait {
  readonly ms: number
  /** For how much of it, at the most, this thread was at work. */
  readonly cpuMs: number
}

/** The waits of appends that are due every millisecond, until something has happened. */
async function waits(log: PartitionLog, until: Promise<unknown>): Promise<Wait[]> {
  const found: Wait[] = []
  let isOver = false
  const over = until.then(() => {
    isOver = true
  })
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', value(0), TIMESTAMP)
  const batch = Buffer.from(builder.build())
  while (!isOver) {
    const dueMs = performance.now() + APPEND_EVERY_MS
    const workedMs = threadCpuMs()
    await after(APPEND_EVERY_MS)
    append(log, batch)
    found.push({ ms: performance.now() - dueMs, cpuMs: threadCpuMs() - workedMs })
  }
  await over
  return found
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function largest(values: readonly number[]): number {
  return values.reduce((most, one) => Math.max(most, one), 0)
}
