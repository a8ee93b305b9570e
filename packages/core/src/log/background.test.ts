import test from 'ava'
import { ManualClock } from '../host/manual-clock.ts'
import { Background } from './background.ts'

const turns = () => new Promise((resolve) => setImmediate(resolve))

test('a thing is done once in every period, also after it has failed', async (t) => {
  const clock = new ManualClock()
  const failures: string[] = []
  const background = new Background(clock, (name, problem) => failures.push(`${name}: ${(problem as Error).message}`))
  let count = 0
  background.repeat('count', 1_000, async () => {
    count++
    if (count === 2) throw new Error('second')
  })
  for (let second = 0; second < 3; second++) {
    clock.advance(1_000)
    await turns()
  }
  t.is(count, 3)
  t.deepEqual(failures, ['count: second'])
})

test('a turn that is still under way has no second one beside it', async (t) => {
  const clock = new ManualClock()
  const background = new Background(clock, () => {})
  let begun = 0
  let finish = () => {}
  background.repeat('slow', 1_000, () => {
    begun++
    return new Promise((resolve) => {
      finish = resolve
    })
  })
  clock.advance(5_000)
  t.is(begun, 1)
  finish()
  await turns()
  clock.advance(1_000)
  t.is(begun, 2)
})

test('after a stop nothing begins, and what was under way is waited for', async (t) => {
  const clock = new ManualClock()
  const background = new Background(clock, () => {})
  let ended = false
  background.repeat('slow', 1_000, async () => {
    await turns()
    ended = true
  })
  clock.advance(1_000)
  background.stop()
  t.is(clock.pendingTimers, 0)
  await background.settled()
  t.true(ended)
})
