/**
 * What one process gets while an assignment is made: its active tasks and its standbys, which are never the same. How
 * full it is follows from its threads.
 */
import assert from 'node:assert/strict'
import type { TaskId } from '../task-id.ts'
import type { Client, ClientTasks, TaskAssignment } from './task-assignor.ts'

export type Role = 'active' | 'standby'

export class Share implements ClientTasks {
  readonly client: Client
  readonly active = new Set<TaskId>()
  readonly standby = new Set<TaskId>()

  constructor(client: Client) {
    this.client = client
  }

  /** Tasks of both kinds. */
  get size(): number {
    return this.active.size + this.standby.size
  }

  /** Tasks of both kinds a thread. */
  get load(): number {
    return this.size / this.client.threads
  }

  get activeLoad(): number {
    return this.active.size / this.client.threads
  }

  has(task: TaskId): boolean {
    return this.active.has(task) || this.standby.has(task)
  }

  add(task: TaskId, role: Role): void {
    assert(!this.has(task), `process ${this.client.processId} has task ${task} already`)
    this[role].add(task)
  }

  remove(task: TaskId, role: Role): void {
    assert(this[role].delete(task), `process ${this.client.processId} has no ${role} task ${task}`)
  }

  lagOf(task: TaskId): number {
    const lag = this.client.lags.get(task)
    // The text is made only if it is needed: this is asked for each task and process.
    if (lag === undefined) assert.fail(`it is not said how far process ${this.client.processId} is with task ${task}`)
    return lag
  }
}

/**
 * The process that is to have the next task: of those that may, the one that is filled least, or the first of them.
 *
 * @param shares in the order of their processes
 */
export function leastLoaded(
  shares: readonly Share[],
  mayHave: (share: Share) => boolean,
  loadOf: (share: Share) => number = (share) => share.load,
): Share | null {
  let least: Share | null = null
  for (const share of shares) {
    if (mayHave(share) && (least === null || loadOf(share) < loadOf(least))) least = share
  }
  return least
}

export function assignmentOf(shares: readonly Share[], needsProbing: boolean): TaskAssignment {
  return { shares: new Map(shares.map((share) => [share.client.processId, share])), needsProbing }
}
