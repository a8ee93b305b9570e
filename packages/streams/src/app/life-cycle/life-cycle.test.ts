/** Which states follow which, who hears of it, and waiting for one of them. */
import { ManualClock } from '@millrace/core/testing'
import test from 'ava'
import fc from 'fast-check'
import { LifeCycle } from './life-cycle.ts'
import { canReach, hasEnded, isShuttingDown, mayFollow, type State, states } from './state.ts'

function begin(...path: readonly State[]) {
  const clock = new ManualClock()
  const problems: unknown[] = []
  const lifeCycle = new LifeCycle({ clock, onListenerError: (problem) => problems.push(problem) })
  for (const state of path) lifeCycle.moveTo(state)
  const heard: string[] = []
  lifeCycle.listen((state, before) => heard.push(`${before} → ${state}`))
  return { clock, lifeCycle, heard, problems }
}

/** How each state is come to. */
const pathTo: Readonly<Record<State, readonly State[]>> = {
  CREATED: [],
  REBALANCING: ['REBALANCING'],
  RUNNING: ['REBALANCING', 'RUNNING'],
  PENDING_SHUTDOWN: ['PENDING_SHUTDOWN'],
  NOT_RUNNING: ['PENDING_SHUTDOWN', 'NOT_RUNNING'],
  PENDING_ERROR: ['REBALANCING', 'PENDING_ERROR'],
  ERROR: ['REBALANCING', 'PENDING_ERROR', 'ERROR'],
}

test('an application that was not started is CREATED', (t) => {
  t.is(begin().lifeCycle.state, 'CREATED')
})

test('an application rebalances, runs, rebalances again and is closed', (t) => {
  const { lifeCycle, heard } = begin()
  for (const state of [
    'REBALANCING',
    'RUNNING',
    'REBALANCING',
    'RUNNING',
    'PENDING_SHUTDOWN',
    'NOT_RUNNING',
  ] as const) {
    t.true(lifeCycle.moveTo(state))
    t.is(lifeCycle.state, state)
  }
  t.deepEqual(heard, [
    'CREATED → REBALANCING',
    'REBALANCING → RUNNING',
    'RUNNING → REBALANCING',
    'REBALANCING → RUNNING',
    'RUNNING → PENDING_SHUTDOWN',
    'PENDING_SHUTDOWN → NOT_RUNNING',
  ])
})

test('an application that was never started can be closed, and cannot fail', (t) => {
  t.true(begin().lifeCycle.moveTo('PENDING_SHUTDOWN'))
  t.throws(() => begin().lifeCycle.moveTo('PENDING_ERROR'), { message: /cannot go from CREATED to PENDING_ERROR/ })
})

for (const state of states) {
  test(`whoever says ${state} twice is heard once`, (t) => {
    const { lifeCycle, heard } = begin(...pathTo[state])
    t.false(lifeCycle.moveTo(state))
    t.deepEqual(heard, [])
  })
}

for (const [pending, end] of [
  ['PENDING_SHUTDOWN', 'NOT_RUNNING'],
  ['PENDING_ERROR', 'ERROR'],
] as const) {
  test(`from ${pending} nothing follows but ${end}, whoever says something else`, (t) => {
    for (const state of states.filter((one) => one !== end)) {
      const { lifeCycle, heard } = begin(...pathTo[pending])
      t.false(lifeCycle.moveTo(state))
      t.deepEqual(heard, [])
    }
    t.true(begin(...pathTo[pending]).lifeCycle.moveTo(end))
  })

  test(`closing an application that is ${end} changes nothing, and starting it is a bug`, (t) => {
    const { lifeCycle } = begin(...pathTo[end])
    for (const state of states.filter((one) => isShuttingDown(one) || hasEnded(one))) t.false(lifeCycle.moveTo(state))
    t.throws(() => lifeCycle.moveTo('REBALANCING'), { message: new RegExp(`cannot go from ${end} to REBALANCING`) })
  })
}

test('a listener that changes the state is heard of after the change that it heard', (t) => {
  const { lifeCycle } = begin()
  const heard: State[] = []
  lifeCycle.listen((state) => state === 'REBALANCING' && lifeCycle.moveTo('PENDING_SHUTDOWN'))
  lifeCycle.listen((state) => heard.push(state))
  lifeCycle.moveTo('REBALANCING')
  t.deepEqual(heard, ['REBALANCING', 'PENDING_SHUTDOWN'])
})

test('a listener that throws keeps nobody from hearing', (t) => {
  const { lifeCycle, problems } = begin()
  const broken = new Error('broken')
  const heard: State[] = []
  lifeCycle.listen(() => {
    throw broken
  })
  lifeCycle.listen((state) => heard.push(state))
  t.true(lifeCycle.moveTo('REBALANCING'))
  t.deepEqual([heard, problems], [['REBALANCING'], [broken]])
})

test('a listener that is removed hears no more', (t) => {
  const { lifeCycle } = begin()
  const heard: State[] = []
  const remove = lifeCycle.listen((state) => heard.push(state))
  lifeCycle.moveTo('REBALANCING')
  remove()
  lifeCycle.moveTo('RUNNING')
  t.deepEqual(heard, ['REBALANCING'])
})

test('a state that is waited for comes, or is there already', async (t) => {
  const { lifeCycle } = begin()
  await lifeCycle.until(['CREATED'])
  const running = lifeCycle.until(['RUNNING'])
  lifeCycle.moveTo('REBALANCING')
  lifeCycle.moveTo('RUNNING')
  await running
  await lifeCycle.until(['RUNNING', 'REBALANCING'])
  t.pass()
})

test('a state that can no longer come is not waited for', async (t) => {
  const { lifeCycle } = begin('REBALANCING')
  const running = lifeCycle.until(['RUNNING'])
  lifeCycle.moveTo('PENDING_ERROR')
  const message = 'expected the application to come to RUNNING, found it in PENDING_ERROR, from where it cannot'
  await t.throwsAsync(running, { code: 'UNREACHABLE_STATE', message })
  await t.throwsAsync(lifeCycle.until(['NOT_RUNNING']), { code: 'UNREACHABLE_STATE' })
})

test('a state that does not come in time is told with the one that is', async (t) => {
  const { lifeCycle, clock } = begin('REBALANCING')
  const running = lifeCycle.until(['RUNNING'], { timeoutMs: 1_000 })
  clock.advance(1_000)
  const message = 'expected the application to be RUNNING within 1000 ms, found it REBALANCING'
  await t.throwsAsync(running, { code: 'STATE_TIMED_OUT', message })
})

test('no timer outlives the wait that it was set for', async (t) => {
  const { lifeCycle, clock } = begin()
  const rebalancing = lifeCycle.until(['REBALANCING'], { timeoutMs: 1_000 })
  lifeCycle.moveTo('REBALANCING')
  await rebalancing
  t.is(clock.pendingTimers, 0)
})

test('whatever is said, in whatever order, only transitions of the table happen, and the end is the end', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...states)), (said) => {
      const { lifeCycle } = begin()
      const changes: [State, State][] = []
      lifeCycle.listen((state, before) => changes.push([before, state]))
      for (const state of said) {
        try {
          lifeCycle.moveTo(state)
        } catch {
          // A bug, which has changed nothing.
        }
      }
      const happened = changes.every(([before, state]) => mayFollow(before, state))
      const path = ['CREATED', ...changes.map(([, state]) => state)]
      return happened && path.at(-1) === lifeCycle.state && path.filter((one) => hasEnded(one as State)).length <= 1
    }),
  )
  t.pass()
})

test('every state can be come to from the beginning, and none from the end', (t) => {
  t.true(states.every((state) => canReach('CREATED', state)))
  t.deepEqual(
    states.filter((state) => canReach('ERROR', state)),
    ['ERROR'],
  )
})
