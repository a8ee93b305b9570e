/**
 * The clock that tests move.
 */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { ManualClock } from './manual-clock.ts'

test('time stands still until it is moved', (t) => {
  const clock = new ManualClock(1000)
  t.is(clock.nowMs(), 1000)
  t.is(clock.elapsedMs(), 0)
  clock.advance(5)
  t.is(clock.nowMs(), 1005)
  t.is(clock.elapsedMs(), 5)
})

test('timers fire in the order of their due times, and see the time at which they were due', (t) => {
  const clock = new ManualClock(0)
  const fired: [string, number][] = []
  const note = (name: string) => () => fired.push([name, clock.nowMs()])
  clock.after(20, note('late'))
  clock.after(10, note('first'))
  clock.after(10, note('second'))
  clock.after(-5, note('overdue'))
  clock.soon(note('soon'))
  clock.after(31, note('never'))
  clock.advance(30)
  t.deepEqual(fired, [
    ['overdue', 0],
    ['soon', 0],
    ['first', 10],
    ['second', 10],
    ['late', 20],
  ])
  t.is(clock.nowMs(), 30)
  t.is(clock.pendingTimers, 1)
})

test('a timer that another one sets fires on the same way', (t) => {
  const clock = new ManualClock(0)
  const fired: number[] = []
  const tick = () => {
    fired.push(clock.elapsedMs())
    clock.after(10, tick)
  }
  clock.after(10, tick)
  clock.advance(35)
  t.deepEqual(fired, [10, 20, 30])
})

test('a cancelled timer does not fire, and one that has fired may be cancelled', (t) => {
  const clock = new ManualClock()
  const fired: string[] = []
  const cancelled = clock.after(10, () => fired.push('cancelled'))
  const first = clock.after(5, () => cancelled.cancel())
  clock.advance(20)
  first.cancel()
  cancelled.cancel()
  t.deepEqual(fired, [])
  t.is(clock.pendingTimers, 0)
})

test('a machine’s clock that is set lets no time pass', (t) => {
  const clock = new ManualClock(1000)
  let isFired = false
  clock.after(10, () => (isFired = true))
  clock.jumpTo(500_000)
  t.is(clock.nowMs(), 500_000)
  t.is(clock.elapsedMs(), 0)
  t.false(isFired)
  clock.advance(10)
  t.true(isFired)
  t.is(clock.nowMs(), 500_010)
})

test('time does not go back, and a timer cannot move it', (t) => {
  const clock = new ManualClock()
  t.throws(() => clock.advance(-1), { code: 'ERR_ASSERTION' })
  clock.after(1, () => clock.advance(1))
  t.throws(() => clock.advance(5), { code: 'ERR_ASSERTION', message: /cannot move the time/ })
  t.notThrows(() => clock.advance(5))
})

test('timers that set each other for ever are found out', (t) => {
  const clock = new ManualClock()
  const again = () => void clock.soon(again)
  again()
  t.throws(() => clock.advance(0), { code: 'ERR_ASSERTION', message: /without end/ })
})

test('timers fire sorted by due time and then by age, whichever are cancelled', (t) => {
  const timer = fc.record({ delayMs: fc.nat(20), isCancelled: fc.boolean() })
  const property = fc.property(fc.array(timer), (timers) => {
    const clock = new ManualClock(0)
    const fired: number[] = []
    const set = timers.map(({ delayMs }, index) => clock.after(delayMs, () => fired.push(index)))
    for (const [index, { isCancelled }] of timers.entries()) if (isCancelled) set[index]?.cancel()
    clock.advance(20)
    const kept = [...timers.entries()].filter(([, { isCancelled }]) => !isCancelled)
    const expected = kept.sort(([, one], [, other]) => one.delayMs - other.delayMs).map(([index]) => index)
    assert.deepEqual(fired, expected)
  })
  t.notThrows(() => fc.assert(property))
})

test('the time of day is whole, also between two milliseconds', (t) => {
  const clock = new ManualClock(1_000)
  clock.advance(0.7)
  t.is(clock.nowMs(), 1_000)
  clock.advance(0.7)
  t.is(clock.nowMs(), 1_001)
  t.true(Math.abs(clock.elapsedMs() - 1.4) < 1e-9)
})
