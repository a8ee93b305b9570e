import test from 'ava'
import { ManualClock } from '../../host/manual-clock.ts'
import { LazyDeadline } from './lazy-deadline.ts'

function setUp() {
  const clock = new ManualClock()
  const firedMs: number[] = []
  const deadline = new LazyDeadline(clock, () => firedMs.push(clock.elapsedMs()))
  return { clock, firedMs, deadline }
}

test('a deadline that is not put off comes at its time, once', (t) => {
  const { clock, firedMs, deadline } = setUp()
  deadline.set(100)
  clock.advance(99)
  t.deepEqual(firedMs, [])
  clock.advance(1000)
  t.deepEqual(firedMs, [100])
})

test('putting a deadline off sets no timer', (t) => {
  const { clock, firedMs, deadline } = setUp()
  deadline.set(100)
  for (let round = 0; round < 50; round += 1) {
    clock.advance(10)
    deadline.set(100)
    t.is(clock.pendingTimers, 1)
  }
  t.deepEqual(firedMs, [])
  clock.advance(100)
  t.deepEqual(firedMs, [600])
  t.is(clock.pendingTimers, 0)
})

test('a deadline can be brought forward', (t) => {
  const { clock, firedMs, deadline } = setUp()
  deadline.set(1000)
  deadline.set(10)
  clock.advance(2000)
  t.deepEqual(firedMs, [10])
})

test('a deadline that was cancelled does not come, and can be set anew', (t) => {
  const { clock, firedMs, deadline } = setUp()
  deadline.set(10)
  deadline.cancel()
  clock.advance(20)
  t.deepEqual(firedMs, [])
  deadline.set(10)
  clock.advance(20)
  t.deepEqual(firedMs, [30])
})
