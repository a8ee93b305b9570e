/** Who gets which tasks, held against what Java's own classes answered to the same groups. */
import test from 'ava'
import { type GroupLine, requestOf, sharesAsLine, type ThreadLine } from './golden-groups.contract.ts'
import { goldenLines } from './goldens.contract.ts'
import { sortedTasks } from './task-id.ts'
import { highlyAvailable } from './tasks/highly-available.ts'
import { previousOwners } from './tasks/sticky.ts'
import { threadTasks } from './thread-tasks.ts'

const lines = goldenLines<GroupLine>('tasks.jsonl.gz')

test('processes get the tasks that Java gives them', (t) => {
  const asked = lines.filter(({ assignor }) => assignor === 'highly-available')
  t.true(asked.length > 250)
  for (const line of asked) {
    const answer = highlyAvailable(requestOf(line))
    const shares = Object.entries(line.result.shares).map(([id, { active, standby }]) => [id, { active, standby }])
    t.deepEqual(sharesAsLine(answer), Object.fromEntries(shares))
    t.is(answer.needsProbing, line.result.needsProbing)
  }
})

test('where Java leaves all tasks with those that had them, so do we', (t) => {
  const asked = lines.filter(({ assignor }) => assignor === 'fallback')
  t.true(asked.length > 50)
  for (const line of asked) {
    const request = requestOf(line)
    const { shares, needsProbing } = previousOwners(request)
    for (const { processId, previousActive } of request.clients) {
      const java = new Set(line.result.shares[processId]?.active)
      t.true([...previousActive].every((task) => java.has(task) === shares.get(processId)?.active.has(task)))
    }
    t.is(needsProbing, line.result.needsProbing)
  }
})

test('threads get the tasks of their process that Java gives them', (t) => {
  for (const line of lines) {
    for (const client of requestOf(line).clients) {
      const share = line.result.shares[client.processId] ?? { active: [], standby: [], threads: {} }
      const dealt = threadTasks(client, { active: new Set(share.active), standby: new Set(share.standby) })
      for (const [memberId, thread] of Object.entries(share.threads))
        t.deepEqual(asLine(dealt.get(memberId)), inOrder(thread))
    }
  }
})

function inOrder({ statefulActive, standby, statelessActive }: ThreadLine) {
  return { active: sortedTasks([...statefulActive, ...statelessActive]), standby: sortedTasks(standby) }
}

function asLine(tasks: { active: readonly string[]; standby: readonly string[] } = { active: [], standby: [] }) {
  return { active: sortedTasks(tasks.active), standby: sortedTasks(tasks.standby) }
}
