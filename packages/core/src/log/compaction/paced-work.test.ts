import test from 'ava'
import { ManualClock } from '../../host/manual-clock.ts'
import { PacedWork } from './paced-work.ts'
import type { Pause } from './slice.ts'

const slice = (bytes: number): Pause => ({ kind: 'slice', bytes })
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('between two steps everybody else has a turn', async (t) => {
  const clock = new ManualClock()
  const story: string[] = []
  function* count(): Generator<Pause, string> {
    for (let step = 0; step < 3; step++) {
      story.push(`step ${step}`)
      clock.soon(() => story.push('another'))
      yield slice(1)
    }
    return 'done'
  }
  const work = new PacedWork(count(), { clock })
  t.deepEqual(story, [])
  clock.advance(0)
  t.is(await work.done, 'done')
  t.deepEqual(story.slice(0, 4), ['step 0', 'another', 'step 1', 'another'])
})

test('the work takes as long as its bytes are allowed to', async (t) => {
  const clock = new ManualClock()
  function* read(): Generator<Pause, number> {
    for (let step = 0; step < 10; step++) yield slice(100)
    return clock.elapsedMs()
  }
  const work = new PacedWork(read(), { clock, maxIoBytesPerSecond: 1000 })
  clock.advance(5000)
  t.is(await work.done, 1000)
})

test('work that is stopped cleans up, and gives null', async (t) => {
  const clock = new ManualClock()
  let isClean = false
  function* endless(): Generator<Pause, never> {
    try {
      for (;;) yield slice(1000)
    } finally {
      isClean = true
    }
  }
  const work = new PacedWork(endless(), { clock, maxIoBytesPerSecond: 1 })
  clock.advance(10)
  work.stop()
  clock.advance(0)
  t.is(await work.done, null)
  t.true(isClean)
  t.is(clock.pendingTimers, 0)
})

test('work that must go on is stopped afterwards', async (t) => {
  const clock = new ManualClock()
  const story: string[] = []
  let release = () => {}
  function* exchange(): Generator<Pause, string> {
    for (const name of ['first', 'second']) {
      const done = new Promise<void>((resolve) => (release = resolve))
      yield { kind: 'wait', bytes: 0, done, mustGoOn: true }
      story.push(name)
    }
    yield slice(0)
    return 'done'
  }
  const work = new PacedWork(exchange(), { clock })
  clock.advance(0)
  work.stop()
  release()
  await settle()
  t.deepEqual(story, ['first'])
  release()
  await settle()
  t.deepEqual(story, ['first', 'second'])
  clock.advance(0)
  t.is(await work.done, null)
})

test('what fails, in the work or on the disk, is heard of', async (t) => {
  const clock = new ManualClock()
  function* failing(): Generator<Pause, never> {
    yield slice(0)
    throw new Error('a bug')
  }
  const work = new PacedWork(failing(), { clock })
  clock.advance(0)
  await t.throwsAsync(work.done, { message: 'a bug' })
  function* waiting(): Generator<Pause, void> {
    yield { kind: 'wait', bytes: 0, done: Promise.reject(new Error('the disk is full')), mustGoOn: true }
  }
  const other = new PacedWork(waiting(), { clock })
  clock.advance(0)
  await t.throwsAsync(other.done, { message: 'the disk is full' })
})
