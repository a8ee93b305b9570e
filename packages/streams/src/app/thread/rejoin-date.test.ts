import { ManualClock } from '@millrace/core/testing'
import test from 'ava'
import { RejoinDate } from './rejoin-date.ts'

test('a member joins again at the time that was said last, and not where never was said', (t) => {
  const clock = new ManualClock()
  const asked: string[] = []
  const date = new RejoinDate(clock, (reason) => void asked.push(reason))
  date.set(clock.nowMs() + 1_000)
  date.set(clock.nowMs() + 5_000)
  clock.advance(4_999)
  t.deepEqual(asked, [])
  clock.advance(1)
  t.is(asked.length, 1)
  date.set(clock.nowMs() + 1_000)
  date.set(null)
  clock.advance(10_000)
  t.is(asked.length, 1)
})

test('a time that has passed already is now', (t) => {
  const clock = new ManualClock()
  let asked = 0
  new RejoinDate(clock, () => void asked++).set(0)
  clock.advance(0)
  t.is(asked, 1)
})
