import test from 'ava'
import fc from 'fast-check'
import { taskId } from '../task-id.ts'
import { highlyAvailable } from './highly-available.ts'
import { clientOf, groups, settled, testTaskAssignor } from './task-assignor.contract.ts'
import type { AssignmentConfig, TaskAssignment, TaskAssignmentRequest } from './task-assignor.ts'

testTaskAssignor('highly available', highlyAvailable)

const config: AssignmentConfig = {
  acceptableRecoveryLag: 10_000,
  maxWarmupReplicas: 2,
  numStandbyReplicas: 0,
  probingRebalanceIntervalMs: 600_000,
  rackAwareAssignmentTags: [],
}

/** After so many rounds in which nothing but warm-ups happens, or when none is needed any longer. */
function settle(request: TaskAssignmentRequest): { request: TaskAssignmentRequest; rounds: number } {
  let current = request
  for (let rounds = 0; rounds < 100; rounds++) {
    const answer = highlyAvailable(current)
    current = settled(current, answer)
    if (!answer.needsProbing) return { request: current, rounds }
  }
  throw new Error('does not settle')
}

const contents = ({ shares }: TaskAssignment) =>
  Array.from(shares, ([processId, { active, standby }]) => [processId, [...active].sort(), [...standby].sort()])

test('what is to be in the end is reached after finitely many probing rebalances, and stays', (t) => {
  fc.assert(
    fc.property(groups, (request) => {
      const { request: last, rounds } = settle(request)
      t.true(rounds <= Math.ceil(request.statefulTasks.size * (1 + request.config.numStandbyReplicas)) + 1)
      const answer = highlyAvailable(last)
      t.false(answer.needsProbing)
      t.deepEqual(contents(highlyAvailable(settled(last, answer))), contents(answer))
    }),
  )
})

test('in the end no thread has two active tasks with state more than another', (t) => {
  fc.assert(
    fc.property(groups, ({ config: given, ...rest }) => {
      const { request } = settle({ ...rest, config: { ...given, numStandbyReplicas: 0 } })
      const { shares } = highlyAvailable(request)
      const loads = request.clients.map(({ processId, threads }) => {
        const active = [...(shares.get(processId)?.active ?? [])].filter((task) =>
          request.statefulTasks.has(task),
        ).length
        return { least: Math.floor(active / threads), most: Math.ceil(active / threads) }
      })
      t.true(Math.max(...loads.map(({ most }) => most)) - Math.min(...loads.map(({ least }) => least)) <= 1)
    }),
  )
})

test('a task is active where its state has come far enough, as long as that is anywhere', (t) => {
  fc.assert(
    fc.property(groups, (request) => {
      const { shares } = highlyAvailable(request)
      const isCaughtUp = (lag: number) => lag === -2 || (lag >= 0 && lag <= request.config.acceptableRecoveryLag)
      for (const task of request.statefulTasks) {
        const owner = request.clients.find(({ processId }) => shares.get(processId)?.active.has(task))
        const lags = request.clients.map(({ lags: of }) => of.get(task) ?? 0)
        const isAnywhere = lags.some(isCaughtUp)
        t.true(isCaughtUp(owner?.lags.get(task) ?? 0) || !isAnywhere || lags.every((lag) => lag === lags[0]))
      }
    }),
  )
})

test('a new process gets warm-ups first, no more at once than are allowed, and tasks when it has caught up', (t) => {
  const tasks = [0, 1, 2, 3, 4, 5].map((partition) => taskId(0, partition))
  const all = new Set(tasks)
  const old = { ...clientOf(1, 1), previousActive: all, lags: new Map(tasks.map((task) => [task, -2])) }
  const young = { ...clientOf(2, 1), lags: new Map(tasks.map((task) => [task, 50_000])) }
  const request = { clients: [old, young], tasks, statefulTasks: all, config }
  const first = highlyAvailable(request)
  t.true(first.needsProbing)
  t.is(first.shares.get(old.processId)?.active.size, 6)
  t.is(first.shares.get(young.processId)?.standby.size, 2)
  const second = highlyAvailable(settled(request, first))
  t.is(second.shares.get(young.processId)?.active.size, 2)
  const { rounds, request: last } = settle(request)
  t.is(rounds, 2)
  t.deepEqual(
    [...highlyAvailable(last).shares.values()].map(({ active }) => active.size),
    [3, 3],
  )
})

test('standbys are spread over zones', (t) => {
  const tasks = [0, 1, 2, 3].map((partition) => taskId(0, partition))
  const clients = [0, 1, 2, 3, 4, 5].map((number) => ({
    ...clientOf(number, 1),
    lags: new Map(tasks.map((task) => [task, 0])),
  }))
  const spread = { ...config, numStandbyReplicas: 2, rackAwareAssignmentTags: ['zone'] }
  const { shares } = highlyAvailable({ clients, tasks, statefulTasks: new Set(tasks), config: spread })
  for (const task of tasks) {
    const holders = clients.filter(({ processId }) => {
      const share = shares.get(processId)
      return share?.active.has(task) === true || share?.standby.has(task) === true
    })
    t.is(new Set(holders.map(({ tags }) => tags.get('zone'))).size, 3)
  }
})
