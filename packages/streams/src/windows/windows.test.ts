import test from 'ava'
import { hopping, session, sliding, tumbling, unlimited } from './windows.ts'

test('windows are plain data, in milliseconds', (t) => {
  t.deepEqual(tumbling('1m'), { kind: 'time', sizeMs: 60_000, advanceMs: 60_000, graceMs: 0 })
  t.deepEqual(tumbling('1m', { grace: '10s' }), { kind: 'time', sizeMs: 60_000, advanceMs: 60_000, graceMs: 10_000 })
  t.deepEqual(hopping('5m', { advance: '1m', grace: 500 }), {
    kind: 'time',
    sizeMs: 300_000,
    advanceMs: 60_000,
    graceMs: 500,
  })
  t.deepEqual(sliding('30s'), { kind: 'sliding', differenceMs: 30_000, graceMs: 0 })
  t.deepEqual(session('5m', { grace: '1m' }), { kind: 'session', gapMs: 300_000, graceMs: 60_000 })
  t.deepEqual(unlimited(), { kind: 'unlimited', startMs: 0 })
  t.deepEqual(unlimited({ startMs: 7 }), { kind: 'unlimited', startMs: 7 })
})

test('windows of no length are refused', (t) => {
  t.throws(() => tumbling(0), { code: 'DURATION_OUT_OF_RANGE', message: /window size: expected .* at least 1/ })
  t.throws(() => sliding(0), { code: 'DURATION_OUT_OF_RANGE', message: /time difference/ })
})

test('sessions may have no gap: then only records of the same time belong together', (t) => {
  t.is(session(0).gapMs, 0)
  t.throws(() => session(-1), { code: 'DURATION_OUT_OF_RANGE', message: /inactivity gap/ })
})

test('windows do not advance by more than their size, so that no record falls between them', (t) => {
  t.throws(() => hopping('1m', { advance: '61s' }), {
    code: 'DURATION_OUT_OF_RANGE',
    message: /advance of windows: expected at most the size, 60000 ms, found '61s'/,
  })
  t.throws(() => hopping('1m', { advance: 0 }), { code: 'DURATION_OUT_OF_RANGE' })
})

test('neither a grace nor the start of an unlimited window is negative', (t) => {
  t.throws(() => tumbling('1m', { grace: -1 }), { message: /grace of windows/ })
  t.throws(() => sliding('1m', { grace: -1 }), { message: /grace of windows/ })
  t.throws(() => session('1m', { grace: -1 }), { message: /grace of windows/ })
  t.throws(() => unlimited({ startMs: -1 }), { message: /start of the window/ })
})
