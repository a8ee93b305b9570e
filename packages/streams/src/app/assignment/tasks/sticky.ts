/**
 * The sticky task assignor: tasks stay where they were as long as no process has more than its part; a task that
 * cannot stay goes to a process that has had a standby of it, or else to the one that is filled least. How far
 * somebody's state has come is not looked at, and nobody is waited for.
 */

import type { TaskId } from '../task-id.ts'
import { assignmentOf, leastLoaded, type Role, Share } from './share.ts'
import type { TaskAssignment, TaskAssignmentRequest } from './task-assignor.ts'
import { TaskPairs } from './task-pairs.ts'

export function sticky(request: TaskAssignmentRequest): TaskAssignment {
  const placement = new StickyPlacement(request)
  placement.placeActive((share) => share.active.size < share.client.threads * placement.tasksPerThread)
  placement.placeStandbys()
  return assignmentOf(placement.shares, false)
}

/**
 * Where it is not known how far anybody's state has come, since the cluster did not say in time where it ends:
 * everything stays where it was, and the group assigns again in a while.
 */
export function previousOwners(request: TaskAssignmentRequest): TaskAssignment {
  const placement = new StickyPlacement(request)
  placement.placeActive(() => true)
  placement.placeStandbys()
  return assignmentOf(placement.shares, true)
}

class StickyPlacement {
  readonly shares: readonly Share[]
  readonly #request: TaskAssignmentRequest
  readonly #pairs = new TaskPairs()

  constructor(request: TaskAssignmentRequest) {
    this.#request = request
    this.shares = request.clients.map((client) => new Share(client))
  }

  /** What every thread has of the active tasks, rounded down. */
  get tasksPerThread(): number {
    const threads = this.#request.clients.reduce((sum, client) => sum + client.threads, 0)
    return Math.floor(this.#request.tasks.length / threads)
  }

  /** @param mayKeep whether a process may have one more of those that were active there */
  placeActive(mayKeep: (share: Share) => boolean): void {
    const hasRoom = (share: Share) => share.active.size < share.client.threads * this.tasksPerThread
    const moving = this.#request.tasks.filter((task) => {
      const owner = this.#previousOwner(task)
      if (owner === null || !mayKeep(owner)) return true
      this.#place(task, owner, 'active')
      return false
    })
    const unknown = moving.filter((task) => {
      const next = this.#withStandby(task).find(hasRoom)
      if (next === undefined) return true
      this.#place(task, next, 'active')
      return false
    })
    for (const task of unknown) {
      const best = this.#bestFor(task, this.shares)
      if (best !== null) this.#place(task, best, 'active')
    }
  }

  placeStandbys(): void {
    const { tasks, statefulTasks, config } = this.#request
    for (const task of tasks.filter((one) => statefulTasks.has(one))) {
      for (let copies = config.numStandbyReplicas; copies > 0; copies--) {
        const free = this.shares.filter((share) => !share.has(task))
        const best = this.#bestFor(task, free)
        if (best === null) break
        this.#place(task, best, 'standby')
      }
    }
  }

  #place(task: TaskId, share: Share, role: Role): void {
    this.#pairs.add(task, [...share.active, ...share.standby])
    share.add(task, role)
  }

  #previousOwner(task: TaskId): Share | null {
    return this.shares.findLast(({ client }) => client.previousActive.has(task)) ?? null
  }

  #withStandby(task: TaskId): readonly Share[] {
    return this.shares.filter(({ client }) => client.previousStandby.has(task))
  }

  /** Where it was, or a standby of it, unless they are full and others are not. */
  #bestFor(task: TaskId, candidates: readonly Share[]): Share | null {
    const standby = this.#leastLoaded(
      task,
      this.#withStandby(task).filter((share) => candidates.includes(share)),
    )
    const owner = this.#previousOwner(task)
    const known = owner !== null && candidates.includes(owner) ? owner : standby
    if (known !== null && !this.#isOverloaded(known)) return known
    if (standby !== null && !this.#isOverloaded(standby)) return standby
    return this.#leastLoaded(task, candidates)
  }

  /** Among those where the task meets others for the first time, as long as there are any. */
  #leastLoaded(task: TaskId, candidates: readonly Share[]): Share | null {
    const isFresh = (share: Share) =>
      share.size === 0 || this.#pairs.hasNew(task, share.active) || this.#pairs.hasNew(task, share.standby)
    return leastLoaded(candidates, isFresh) ?? leastLoaded(candidates, () => true)
  }

  #isOverloaded(share: Share): boolean {
    return share.load >= 1 && this.shares.some((other) => other.load < share.load)
  }
}
