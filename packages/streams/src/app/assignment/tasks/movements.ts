/**
 * Tasks are first placed where they are to be in the end. Here they are taken back to where their state is, until
 * those that are to have them have caught up, as warm-ups: standbys of which there are only so many at once. Tasks of
 * which fewest have the state are looked at first.
 */
import assert from 'node:assert/strict'
import { compareTaskIds, sortedTasks, type TaskId } from '../task-id.ts'
import type { CatchingUp } from './catching-up.ts'
import { leastLoaded, type Role, type Share } from './share.ts'
import type { WarmupBudget } from './warmup-budget.ts'

interface Movement {
  readonly task: TaskId
  /** Who is to have it in the end. */
  readonly target: Share
}

/** Warm-ups by the processes that they are on. */
type Warmups = Map<Share, Set<TaskId>>

export interface MovementParts {
  readonly shares: readonly Share[]
  readonly catchingUp: CatchingUp
  readonly budget: WarmupBudget
}

/** @returns how many tasks wait for the state to be where they are to be */
export function moveTasks(parts: MovementParts): number {
  const warmups: Warmups = new Map()
  const active = waiting(parts, 'active')
  for (const movement of active) moveActive(parts, movement, warmups)
  const standbys = waiting(parts, 'standby', warmups)
  return active.length + standbys.filter((movement) => moveStandby(parts, movement)).length
}

function waiting({ shares, catchingUp }: MovementParts, role: Role, warmups: Warmups = new Map()): Movement[] {
  const movements = shares.flatMap((target) =>
    sortedTasks(target[role])
      .filter((task) => warmups.get(target)?.has(task) !== true && catchingUp.shouldWaitFor(target, task))
      .map((task) => ({ task, target })),
  )
  const copies = ({ task }: Movement) => catchingUp.caughtUp(task).size
  return movements.sort((one, other) => copies(one) - copies(other) || compareTaskIds(one.task, other.task))
}

/** To a standby that has caught up, or any process that has, or the one that is nearest to it. */
function moveActive(parts: MovementParts, { task, target }: Movement, warmups: Warmups): void {
  const { shares, catchingUp, budget } = parts
  const caughtUp = catchingUp.caughtUp(task)
  const source =
    leastLoaded(shares, (share) => caughtUp.has(share) && share.standby.has(task)) ??
    leastLoaded(shares, (share) => caughtUp.has(share)) ??
    catchingUp.nearestBefore(target, task, () => true)
  assert(source !== null, `task ${task} waits, so there is somebody that is nearer to it`)
  if (source.standby.has(task)) {
    source.remove(task, 'standby')
    source.add(task, 'active')
    target.remove(task, 'active')
    target.add(task, 'standby')
    return
  }
  source.add(task, 'active')
  target.remove(task, 'active')
  if (!budget.take()) return
  target.add(task, 'standby')
  warmups.set(target, (warmups.get(target) ?? new Set()).add(task))
}

/** A copy where the state is, beside the one that is to be; without a warm-up left, instead of it. */
function moveStandby({ shares, catchingUp, budget }: MovementParts, { task, target }: Movement): boolean {
  const caughtUp = catchingUp.caughtUp(task)
  const source =
    leastLoaded(shares, (share) => caughtUp.has(share) && !share.has(task)) ??
    catchingUp.nearestBefore(target, task, (share) => !share.has(task))
  if (source === null) return false
  source.add(task, 'standby')
  if (!budget.take()) target.remove(task, 'standby')
  return true
}
