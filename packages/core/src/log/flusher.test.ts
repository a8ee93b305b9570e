import test from 'ava'
import { Flusher } from './flusher.ts'

interface Call {
  readonly from: number
  readonly to: number
  readonly done: () => void
  readonly fail: (problem: Error) => void
}

/** A flusher whose flushes end when the test says so. */
function held(recoveryPoint = 0): { flusher: Flusher; calls: Call[]; call: (index: number) => Promise<Call> } {
  const calls: Call[] = []
  const flusher = new Flusher(
    recoveryPoint,
    (from, to) => new Promise<void>((done, fail) => calls.push({ from, to, done, fail })),
  )
  const call = async (index: number): Promise<Call> => {
    for (let turn = 0; turn < 50; turn++) {
      const one = calls[index]
      if (one !== undefined) return one
      await Promise.resolve()
    }
    throw new Error(`flush ${index} never began`)
  }
  return { flusher, calls, call }
}

const ranges = (calls: readonly Call[]) => calls.map(({ from, to }) => [from, to])

test('flushes that are asked for in one turn are one flush, up to the furthest', async (t) => {
  const { flusher, calls, call } = held(5)
  const all = Promise.all([flusher.flush(8), flusher.flush(20), flusher.flush(12)])
  ;(await call(0)).done()
  await all
  t.deepEqual(ranges(calls), [[5, 20]])
  t.is(flusher.recoveryPoint, 20)
})

test('those that ask while a flush is under way share the one after it', async (t) => {
  const { flusher, calls, call } = held()
  const first = flusher.flush(10)
  const running = await call(0)
  const later = Promise.all([flusher.flush(11), flusher.flush(15), flusher.flush(13)])
  t.is(flusher.recoveryPoint, 0)
  running.done()
  await first
  t.is(flusher.recoveryPoint, 10)
  ;(await call(1)).done()
  await later
  t.deepEqual(ranges(calls), [
    [0, 10],
    [10, 15],
  ])
})

test('what is durable already is not flushed, unless it is asked for anew', async (t) => {
  const { flusher, calls, call } = held(10)
  await flusher.flush(10)
  await flusher.flush(3)
  t.deepEqual(calls, [])
  const anew = flusher.flushAnew(10)
  ;(await call(0)).done()
  await anew
  t.deepEqual(ranges(calls), [[10, 10]])
})

test('a flush that fails fails for all that wait for it, and the recovery point stays', async (t) => {
  const { flusher, call } = held(4)
  const all = Promise.allSettled([flusher.flush(8), flusher.flush(9)])
  ;(await call(0)).fail(new Error('EIO'))
  t.deepEqual(
    (await all).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  t.is(flusher.recoveryPoint, 4)
})

test('after a failure the next flush begins where the recovery point is', async (t) => {
  const { flusher, calls, call } = held(4)
  const first = flusher.flush(8)
  ;(await call(0)).fail(new Error('EIO'))
  await t.throwsAsync(first, { message: 'EIO' })
  const second = flusher.flush(6)
  ;(await call(1)).done()
  await second
  t.deepEqual(ranges(calls), [
    [4, 8],
    [4, 8],
  ])
})

test('a flusher is settled when its flush has ended, also where that failed', async (t) => {
  const { flusher, call } = held()
  await flusher.settled()
  const flushed = flusher.flush(1).catch((problem: Error) => problem.message)
  let isSettled = false
  const settled = flusher.settled().then(() => {
    isSettled = true
  })
  const running = await call(0)
  t.false(isSettled)
  running.fail(new Error('ENOSPC'))
  await settled
  t.is(await flushed, 'ENOSPC')
})

test('a flush that is asked for anew is not content with one whose end was fixed before', async (t) => {
  const { flusher, calls, call } = held()
  const all = [flusher.flush(5)]
  const first = await call(0)
  all.push(flusher.flush(10), flusher.flushAnew(20))
  first.done()
  for (let index = 1; index < 3 && flusher.recoveryPoint < 20; index++) {
    ;(await call(index)).done()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  await Promise.all(all)
  t.is(flusher.recoveryPoint, 20)
  t.is(calls.at(-1)?.to, 20)
})
