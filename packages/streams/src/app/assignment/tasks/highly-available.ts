/**
 * The task assignor of Kafka Streams: evenly over all threads, and yet no stateful task moves before its new process
 * has its state, or nearly. As long as some have not, warm-ups catch up, and the group assigns again in a while.
 */

import type { TaskId } from '../task-id.ts'
import { balance } from './balance.ts'
import { CatchingUp } from './catching-up.ts'
import { moveTasks } from './movements.ts'
import { assignmentOf, leastLoaded, Share } from './share.ts'
import { assignStandbys, mayMoveStandby } from './standbys.ts'
import type { TaskAssignment, TaskAssignmentRequest } from './task-assignor.ts'
import { WarmupBudget } from './warmup-budget.ts'

export function highlyAvailable({ clients, tasks, statefulTasks, config }: TaskAssignmentRequest): TaskAssignment {
  const shares = clients.map((client) => new Share(client))
  const stateful = tasks.filter((task) => statefulTasks.has(task))
  placeInTurn(shares, stateful)
  balance(shares, 'active')
  if (config.numStandbyReplicas > 0) {
    assignStandbys(shares, stateful, config)
    balance(shares, 'standby', mayMoveStandby(config))
  }
  const catchingUp = new CatchingUp(shares, config.acceptableRecoveryLag)
  const budget = new WarmupBudget(config.maxWarmupReplicas)
  const waiting = moveTasks({ shares, catchingUp, budget })
  for (const task of tasks) if (!statefulTasks.has(task)) placeStateless(shares, task)
  return assignmentOf(shares, waiting > 0)
}

function placeInTurn(shares: readonly Share[], tasks: readonly TaskId[]): void {
  tasks.forEach((task, index) => {
    shares[index % shares.length]?.add(task, 'active')
  })
}

function placeStateless(shares: readonly Share[], task: TaskId): void {
  leastLoaded(
    shares,
    () => true,
    (share) => share.activeLoad,
  )?.add(task, 'active')
}
