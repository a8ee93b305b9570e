/** What holds for every task assignor, whatever else it is after: held against random groups. */
import test from 'ava'
import fc from 'fast-check'
import { runningOffsetSum } from '../protocol/protocol-versions.ts'
import { sortedTasks, type TaskId, taskId } from '../task-id.ts'
import type { AssignmentConfig, Client, TaskAssignment, TaskAssignmentRequest, TaskAssignor } from './task-assignor.ts'

interface RandomGroup {
  readonly threads: readonly number[]
  /** The partitions of each sub-topology; whether it has state. */
  readonly subtopologies: readonly (readonly [partitions: number, isStateful: boolean])[]
  /** By task and process, in turn: what the process has of the task. */
  readonly lags: readonly number[]
  readonly config: AssignmentConfig
}

const configs: fc.Arbitrary<AssignmentConfig> = fc.record({
  acceptableRecoveryLag: fc.constantFrom(0, 100, Number.POSITIVE_INFINITY),
  maxWarmupReplicas: fc.integer({ min: 1, max: 4 }),
  numStandbyReplicas: fc.integer({ min: 0, max: 3 }),
  probingRebalanceIntervalMs: fc.constant(600_000),
  rackAwareAssignmentTags: fc.constantFrom([], ['zone']),
})

export const groups: fc.Arbitrary<TaskAssignmentRequest> = fc
  .record({
    threads: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
    subtopologies: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
    lags: fc.array(fc.constantFrom(-2, 0, 50, 1_000, 70_000), { minLength: 1, maxLength: 40 }),
    config: configs,
  })
  .map(groupOf)

function groupOf({ threads, subtopologies, lags, config }: RandomGroup): TaskAssignmentRequest {
  const tasks = subtopologies.flatMap(([partitions], subtopology) =>
    Array.from({ length: partitions }, (_, partition) => taskId(subtopology, partition)),
  )
  const isStateful = (task: TaskId) => subtopologies[Number(task.slice(0, task.indexOf('_')))]?.[1] === true
  const statefulTasks = new Set(tasks.filter(isStateful))
  const running = new Set<TaskId>()
  const clients = threads.map((count, number): Client => {
    const found = [...statefulTasks].map((task, index): [TaskId, number] => {
      const lag = lags[(index * threads.length + number) % lags.length] ?? 0
      return [task, lag === runningOffsetSum && running.has(task) ? 50 : lag]
    })
    const active = found.filter(([, lag]) => lag === runningOffsetSum).map(([task]) => task)
    for (const task of active) running.add(task)
    const standby = found.filter(([, lag]) => lag >= 0 && lag < 70_000).map(([task]) => task)
    return {
      ...clientOf(number, count),
      previousActive: new Set(active),
      previousStandby: new Set(standby),
      lags: new Map(found),
    }
  })
  return { clients, tasks, statefulTasks, config }
}

/** In the order of their numbers. */
export function clientOf(number: number, threads: number): Client {
  const processId = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`
  const tags = new Map([['zone', `zone-${number % 3}`]])
  return { processId, threads, tags, previousActive: new Set(), previousStandby: new Set(), lags: new Map() }
}

/** The group after it has got what was assigned, and all have caught up. */
export function settled(request: TaskAssignmentRequest, { shares }: TaskAssignment): TaskAssignmentRequest {
  const clients = request.clients.map((client): Client => {
    const { active, standby } = shares.get(client.processId) ?? {
      active: new Set<TaskId>(),
      standby: new Set<TaskId>(),
    }
    const lags = Array.from(client.lags, ([task, lag]): [TaskId, number] => {
      if (active.has(task)) return [task, runningOffsetSum]
      return [task, standby.has(task) ? 0 : Math.max(lag, 90_000)]
    })
    return { ...client, previousActive: active, previousStandby: standby, lags: new Map(lags) }
  })
  return { ...request, clients }
}

export function testTaskAssignor(name: string, assign: TaskAssignor): void {
  const holds = (check: (request: TaskAssignmentRequest) => void) => fc.assert(fc.property(groups, check))
  const sharesOf = (request: TaskAssignmentRequest) => [...assign(request).shares.values()]

  test(`${name}: every task is active exactly once`, (t) => {
    holds((request) => {
      t.deepEqual(sortedTasks(sharesOf(request).flatMap(({ active }) => [...active])), request.tasks)
    })
  })

  test(`${name}: no process has a task twice, and only tasks with state have standbys`, (t) => {
    holds((request) => {
      for (const { active, standby } of sharesOf(request)) {
        t.true([...standby].every((task) => !active.has(task) && request.statefulTasks.has(task)))
      }
    })
  })

  test(`${name}: a task has as many standbys as are asked for and can be, and more only as warm-ups`, (t) => {
    holds((request) => {
      const { numStandbyReplicas, maxWarmupReplicas } = request.config
      const wanted = Math.min(numStandbyReplicas, request.clients.length - 1)
      const shares = sharesOf(request)
      const copies = [...request.statefulTasks].map((task) => shares.filter(({ standby }) => standby.has(task)).length)
      t.true(copies.every((count) => count >= wanted))
      const more = copies.reduce((sum, count) => sum + count - wanted, 0)
      t.true(more <= maxWarmupReplicas)
    })
  })

  test(`${name}: the same group is answered the same way`, (t) => {
    holds((request) => t.deepEqual(assign(request), assign(request)))
  })
}
