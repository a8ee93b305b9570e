/**
 * The tasks of a process, shared out over its threads: as many for each, give or take one. Tasks with state stay with
 * the thread that had them where that keeps the balance; those that go to new threads are dealt out in turn, so that
 * the tasks of one sub-topology are on different threads.
 */
import assert from 'node:assert/strict'
import type { ClientOfMembers, ThreadOfClient } from './members.ts'
import { compareTaskIds, sortedTasks, type TaskId } from './task-id.ts'
import type { ClientTasks } from './tasks/task-assignor.ts'

export interface ThreadTasks {
  readonly active: readonly TaskId[]
  readonly standby: readonly TaskId[]
}

/** By member id. */
export function threadTasks(client: ClientOfMembers, tasks: ClientTasks): ReadonlyMap<string, ThreadTasks> {
  const isStateful = (task: TaskId) => client.lags.has(task)
  const active = sortedTasks(tasks.active)
  const deal = new Deal(client)
  const stateful = deal.share(active.filter(isStateful), true)
  const standby = deal.share(sortedTasks(tasks.standby), true)
  const stateless = deal.share(
    active.filter((task) => !isStateful(task)),
    false,
  )
  return new Map(
    client.members.map(({ memberId }) => {
      const own = { active: [...of(stateful, memberId), ...of(stateless, memberId)], standby: of(standby, memberId) }
      return [memberId, own]
    }),
  )
}

type Shares = ReadonlyMap<string, readonly TaskId[]>

function of(shares: Shares, memberId: string): readonly TaskId[] {
  return shares.get(memberId) ?? []
}

/** Several rounds over the same threads, each of which knows what they have from those before. */
class Deal {
  readonly #client: ClientOfMembers
  readonly #loads = new Map<string, number>()

  constructor(client: ClientOfMembers) {
    this.#client = client
  }

  share(tasks: readonly TaskId[], isSticky: boolean): Shares {
    const round = new Round(this.#client, tasks, this.#loads)
    if (tasks.length > 0) {
      const wanted = round.keepOwn(isSticky)
      round.fill()
      round.giveBack(wanted)
      round.spreadRest()
    }
    for (const [memberId, own] of round.shares) this.#loads.set(memberId, (this.#loads.get(memberId) ?? 0) + own.length)
    return round.shares
  }
}

/** Tasks that their threads could not keep at first, since others would have had too little: by task, in order. */
type Wishes = ReadonlyMap<TaskId, string>

class Round {
  readonly shares: ReadonlyMap<string, TaskId[]>
  readonly #client: ClientOfMembers
  readonly #loads: ReadonlyMap<string, number>
  readonly #open: Set<TaskId>
  /** What every thread has at least, counted over all rounds. */
  readonly #least: number

  constructor(client: ClientOfMembers, tasks: readonly TaskId[], loads: ReadonlyMap<string, number>) {
    this.#client = client
    this.#loads = loads
    this.#open = new Set(tasks)
    this.shares = new Map(client.members.map(({ memberId }) => [memberId, []]))
    const total = [...loads.values()].reduce((sum, load) => sum + load, tasks.length)
    this.#least = Math.floor(total / client.members.length)
  }

  /** Every thread keeps what it had, the nearest to its end first, up to what all have at least. */
  keepOwn(isSticky: boolean): Wishes {
    const wishes = new Map<TaskId, string>()
    if (!isSticky) return wishes
    for (const thread of this.#client.members) {
      const { memberId } = thread
      for (const task of this.#byLag(thread)) {
        if (!this.#open.has(task)) continue
        if (this.#loadOf(memberId) < this.#least) this.#give(task, memberId)
        else wishes.set(task, memberId)
      }
    }
    return new Map([...wishes].sort(([one], [other]) => compareTaskIds(one, other)))
  }

  /** In turn, until every thread has what all have at least. */
  fill(): void {
    const hungry = this.#threads((load) => load < this.#least)
    for (let memberId = hungry.shift(); memberId !== undefined; memberId = hungry.shift()) {
      const [task] = this.#open
      assert(task !== undefined, `there are enough tasks for all threads of ${this.#client.processId}`)
      this.#give(task, memberId)
      if (this.#loadOf(memberId) < this.#least) hungry.push(memberId)
    }
  }

  /** One more for threads that had it before. */
  giveBack(wishes: Wishes): void {
    for (const [task, memberId] of wishes) {
      if (this.#open.has(task) && this.#loadOf(memberId) === this.#least) this.#give(task, memberId)
    }
  }

  /** One more for some of the others. */
  spreadRest(): void {
    const others = this.#threads((load) => load === this.#least)
    for (const task of this.#open) {
      const memberId = others.shift()
      assert(memberId !== undefined, `there are threads of ${this.#client.processId} with no task too many`)
      this.#give(task, memberId)
    }
  }

  #give(task: TaskId, memberId: string): void {
    this.#open.delete(task)
    this.shares.get(memberId)?.push(task)
  }

  #loadOf(memberId: string): number {
    return (this.#loads.get(memberId) ?? 0) + (this.shares.get(memberId)?.length ?? 0)
  }

  #threads(isWanted: (load: number) => boolean): string[] {
    return this.#client.members.map(({ memberId }) => memberId).filter((memberId) => isWanted(this.#loadOf(memberId)))
  }

  /** Tasks that are no longer there are left out. */
  #byLag({ previousStateful }: ThreadOfClient): readonly TaskId[] {
    const { lags } = this.#client
    const lagOf = (task: TaskId) => lags.get(task) ?? 0
    return [...previousStateful]
      .filter((task) => lags.has(task))
      .sort((one, other) => lagOf(one) - lagOf(other) || compareTaskIds(one, other))
  }
}
