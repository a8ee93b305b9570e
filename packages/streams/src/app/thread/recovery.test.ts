import { TimeoutError } from '@millrace/core'
import { ManualClock } from '@millrace/core/testing'
import test from 'ava'
import { resolveConfig } from '../config/resolve-config.ts'
import { Recovery } from './recovery.ts'

const late = new TimeoutError('late')
const silentLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function recovery() {
  const clock = new ManualClock()
  const begunAgain: unknown[] = []
  const places = { applicationId: 'app', brokers: ['localhost:9092'], stateDir: 'nowhere' }
  const config = resolveConfig({ ...places, clock, logger: silentLogger, taskTimeout: '1m' })
  const beginAgain = async (problem: unknown) => void begunAgain.push(problem)
  const made = new Recovery({ config, signal: new AbortController().signal, beginAgain })
  /** Gets over a problem, for as long as that pauses. */
  const getOver = async () => {
    const over = made.getOver()
    while (clock.pendingTimers === 0) await Promise.resolve()
    clock.advance(10_000)
    await over
  }
  return { recovery: made, clock, begunAgain, getOver }
}

test('the first problem is what has to be got over, and what follows from it is not', async (t) => {
  const { recovery: made, begunAgain, getOver } = recovery()
  t.is(made.problem, null)
  made.note(late)
  made.note(new Error('follows from it'))
  await getOver()
  t.deepEqual(begunAgain, [late])
  t.is(made.problem, null)
})

test('what nothing helps against is thrown', async (t) => {
  const { recovery: made, begunAgain } = recovery()
  made.note(new RangeError('bug'))
  await t.throwsAsync(made.getOver(), { instanceOf: RangeError, message: 'bug' })
  t.deepEqual(begunAgain, [])
})

test('a problem that comes back until no commit came about for the timeout ends the thread, and says what it was', async (t) => {
  const { recovery: made, clock, getOver } = recovery()
  made.note(late)
  await getOver()
  clock.advance(51_000)
  made.note(late)
  const problem = await t.throwsAsync(made.getOver(), { code: 'NO_PROGRESS', message: /60000 ms/ })
  t.is(problem.cause, late)
})

test('a commit in between begins the timeout anew', async (t) => {
  const { recovery: made, clock, getOver } = recovery()
  made.note(late)
  await getOver()
  made.succeeded()
  clock.advance(51_000)
  made.note(late)
  await t.notThrowsAsync(getOver())
})
