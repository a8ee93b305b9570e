import test from 'ava'
import fc from 'fast-check'
import { taskId } from '../task-id.ts'
import { previousOwners, sticky } from './sticky.ts'
import { clientOf, groups, settled, testTaskAssignor } from './task-assignor.contract.ts'

testTaskAssignor('sticky', sticky)
testTaskAssignor('previous owners', previousOwners)

test('where every process has its part already, nothing moves', (t) => {
  fc.assert(
    fc.property(groups, (request) => {
      const even = { ...request, clients: request.clients.map((client) => ({ ...client, threads: 1 })) }
      const first = settled(even, sticky(even))
      const second = settled(first, sticky(first))
      t.deepEqual(sticky(second), sticky(settled(second, sticky(second))))
    }),
  )
})

test('processes of one thread have the same number of active tasks, but for one', (t) => {
  fc.assert(
    fc.property(groups, (request) => {
      const clients = request.clients.map((client) => ({ ...client, threads: 1 }))
      const counts = [...sticky({ ...request, clients }).shares.values()].map(({ active }) => active.size)
      t.true(Math.max(...counts) - Math.min(...counts) <= 1, counts.join())
    }),
  )
})

test('a task goes to a process that has had a standby of it, if its own is gone', (t) => {
  const tasks = [taskId(0, 0), taskId(0, 1), taskId(0, 2)]
  const one = { ...clientOf(1, 1), previousActive: new Set([taskId(0, 0)]) }
  const two = { ...clientOf(2, 1), previousActive: new Set([taskId(0, 1)]) }
  const three = { ...clientOf(3, 1), previousStandby: new Set([taskId(0, 2)]) }
  const config = { acceptableRecoveryLag: 0, maxWarmupReplicas: 1, numStandbyReplicas: 0 }
  const rest = { probingRebalanceIntervalMs: 1, rackAwareAssignmentTags: [] }
  const request = { clients: [one, two, three], tasks, statefulTasks: new Set(tasks), config: { ...config, ...rest } }
  t.deepEqual([...(sticky(request).shares.get(three.processId)?.active ?? [])], ['0_2'])
})

test('where it is not known how far state has come, all that is running stays, and is looked at again', (t) => {
  fc.assert(
    fc.property(groups, (request) => {
      const { shares, needsProbing } = previousOwners(request)
      t.true(needsProbing)
      for (const { processId, previousActive } of request.clients) {
        t.true([...previousActive].every((task) => shares.get(processId)?.active.has(task)))
      }
    }),
  )
})
