import test from 'ava'
import { type Dirtiness, dirtinessOf, type LogFacts } from './dirtiness.ts'

/** Segments of 10 offsets, 100 bytes and a second each; the last one is appended to. */
const segments = [0, 1, 2, 3, 4].map((number) => ({
  baseOffset: 10 * number,
  size: 100,
  firstTimestamp: 1000 * number + 1,
  maxTimestamp: { timestamp: 1000 * number + 1000 },
}))
const facts: LogFacts = {
  segments,
  startOffset: 0,
  endOffset: 50,
  lastStableOffset: 50,
  recoveryPoint: 40,
  cleanedUpTo: 20,
}
const rules = { minCompactionLagMs: 0, maxCompactionLagMs: Number.POSITIVE_INFINITY, minCleanableDirtyRatio: 0.5 }

function dirtiness(log: Partial<LogFacts> = {}, more: Partial<typeof rules> = {}, nowMs = 10_000): Dirtiness {
  return dirtinessOf({ ...facts, ...log }, { ...rules, ...more }, nowMs)
}

test('dirty is what lies between the last pass and the segment that is appended to', (t) => {
  const found = dirtiness()
  t.like(found, { firstDirtyOffset: 20, firstUncleanableOffset: 40, wasReset: false })
  t.like(found, { cleanBytes: 200, cleanableBytes: 200, dirtyRatio: 0.5, isDue: false })
})

test('a pass is due when more than the wanted share is dirty', (t) => {
  t.true(dirtiness({}, { minCleanableDirtyRatio: 0.49 }).isDue)
  t.true(dirtiness({ cleanedUpTo: 10 }).isDue)
  t.true(dirtiness({ cleanedUpTo: null }).isDue)
})

test('a log that was never cleaned is dirty from its start on', (t) => {
  t.like(dirtiness({ cleanedUpTo: null, startOffset: 13 }), { firstDirtyOffset: 13, wasReset: false })
})

test('an offset outside of the log is replaced by the start of the log', (t) => {
  t.like(dirtiness({ cleanedUpTo: 9, startOffset: 10 }), { firstDirtyOffset: 10, wasReset: true })
  t.like(dirtiness({ cleanedUpTo: 51 }), { firstDirtyOffset: 0, wasReset: true })
  t.like(dirtiness({ cleanedUpTo: 50 }), { firstDirtyOffset: 50, wasReset: false, cleanableBytes: 0, isDue: false })
})

test('the segment with the first unstable offset is not cleaned', (t) => {
  t.is(dirtiness({ lastStableOffset: 35 }).firstUncleanableOffset, 30)
  t.is(dirtiness({ lastStableOffset: 30 }).firstUncleanableOffset, 30)
  t.like(dirtiness({ lastStableOffset: 5 }), { firstUncleanableOffset: 20, cleanableBytes: 0, isDue: false })
})

test('what is not durable is not cleaned', (t) => {
  t.is(dirtiness({ recoveryPoint: 39 }).firstUncleanableOffset, 30)
  t.is(dirtiness({ recoveryPoint: 50 }).firstUncleanableOffset, 40)
})

test('from the first segment on that is too young nothing is cleaned', (t) => {
  t.is(dirtiness({}, { minCompactionLagMs: 6000 }).firstUncleanableOffset, 40)
  t.is(dirtiness({}, { minCompactionLagMs: 6001 }).firstUncleanableOffset, 30)
  t.is(dirtiness({}, { minCompactionLagMs: 60_000 }).firstUncleanableOffset, 20)
  t.is(dirtiness({}, { minCompactionLagMs: Number.POSITIVE_INFINITY }).firstUncleanableOffset, 20)
})

test('without a lag, timestamps from the future do not hold compaction back', (t) => {
  t.is(dirtiness({}, {}, 100).firstUncleanableOffset, 40)
})

test('a log whose dirty records have waited too long is due, whatever its share', (t) => {
  const rare = { minCleanableDirtyRatio: 1, maxCompactionLagMs: 7000 }
  t.like(dirtiness({}, rare, 9001), { overdueMs: 0, isDue: false })
  t.like(dirtiness({}, rare, 9002), { overdueMs: 1, isDue: true })
  t.like(dirtiness({ cleanedUpTo: 40 }, rare, 90_000), { overdueMs: 0, isDue: false })
})

test('an empty log is not due', (t) => {
  const empty = { ...segments[0], baseOffset: 0, size: 0, firstTimestamp: -1, maxTimestamp: { timestamp: -1 } }
  const log = { segments: [empty], endOffset: 0, lastStableOffset: 0, recoveryPoint: 0, cleanedUpTo: null }
  t.like(dirtiness(log, { minCleanableDirtyRatio: 0 }), { cleanableBytes: 0, dirtyRatio: 0, isDue: false })
})
