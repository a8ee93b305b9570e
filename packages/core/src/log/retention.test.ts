import test from 'ava'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import { expendableSegments, type LogAge, type SegmentAge } from './retention.ts'
import { append, options, orders, topicId } from './test-directory.contract.ts'

/** Three full segments of 100 bytes and 10 records, the first the oldest, and an active one. */
const segments: SegmentAge[] = [1, 2, 3, 4].map((number) => ({
  size: 100,
  endOffset: 10 * number,
  latestMs: 1_000 * number,
  isActive: number === 4,
}))

function expendable(log: Partial<LogAge>, config: Partial<LogConfig>): number {
  const age = { segments, startOffset: 0, highWatermark: 40, nowMs: 5_000, ...log }
  return expendableSegments(age, { ...defaultLogConfig, ...config })
}

test('segments whose latest record is older than the retention go', (t) => {
  t.is(expendable({}, { retentionMs: 4_000 }), 0)
  t.is(expendable({}, { retentionMs: 3_999 }), 1)
  t.is(expendable({}, { retentionMs: 2_000 }), 2)
})

test('the active segment goes too when it is old, unless nothing is in it', (t) => {
  t.is(expendable({}, { retentionMs: 100 }), 4)
  const empty = segments.with(3, { size: 0, endOffset: 30, latestMs: 0, isActive: true })
  t.is(expendable({ segments: empty }, { retentionMs: 100 }), 3)
})

test('as many segments go as the log stays at its size without', (t) => {
  t.is(expendable({}, { retentionBytes: 400 }), 0)
  t.is(expendable({}, { retentionBytes: 301 }), 0)
  t.is(expendable({}, { retentionBytes: 300 }), 1)
  t.is(expendable({}, { retentionBytes: 150 }), 2)
  t.is(expendable({}, { retentionBytes: 0 }), 3)
})

test('segments before the start of the log go, whatever the policy', (t) => {
  const cleanupPolicy = { delete: false, compact: true }
  t.is(expendable({ startOffset: 19 }, { cleanupPolicy }), 1)
  t.is(expendable({ startOffset: 20 }, { cleanupPolicy }), 2)
  t.is(expendable({}, { cleanupPolicy, retentionMs: 1, retentionBytes: 0 }), 0)
})

test('what is not replicated stays', (t) => {
  t.is(expendable({ highWatermark: 25 }, { retentionMs: 100 }), 2)
})

test('a younger segment keeps the older ones behind it', (t) => {
  const young = segments.with(0, { size: 100, endOffset: 10, latestMs: 5_000, isActive: false })
  t.is(expendable({ segments: young }, { retentionMs: 1_000 }), 0)
})

test('of the files of a log, only those are opened whose age says whether more may go', async (t) => {
  const clock = new ManualClock()
  for (const cleanup of ['delete', 'compact'] as const) {
    const disk = new FaultyDisk(new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
    const cleanupPolicy = { delete: cleanup === 'delete', compact: cleanup === 'compact' }
    const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300, cleanupPolicy })
    const first = await DataDirectory.open(options(disk, clock, { configOf }))
    append(await first.create(orders, topicId), 20)
    t.true((first.log(orders)?.segments.count ?? 0) > 3)
    await first.close()
    const second = await DataDirectory.open(options(disk, clock, { configOf }))
    const opened = new Set<string>()
    disk.refuse = (action, path) => void (action === 'open' && opened.add(path.replace(/.*\/(\d+)\..*/, '$1')))
    await second.applyRetention()
    t.deepEqual([...opened], cleanup === 'delete' ? ['0'.repeat(20)] : [])
    await second.close()
  }
})
