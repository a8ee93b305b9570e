/**
 * A thread with nothing to do: it sleeps until records come, somebody wakes it, or a time falls due, whatever is first.
 * Meanwhile it owes its group no sign of life.
 */
import { ClosedError, type FetchedBatch } from '@millrace/core'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { TaskSet } from './task-set.ts'
import type { ThreadClients } from './thread-clients.ts'

export interface RestParts {
  readonly config: ResolvedConfig
  readonly clients: ThreadClients
  readonly tasks: TaskSet
}

/** What is lagging becomes known with the next answer of a broker, which wakes nobody. */
const LAG_LOOK_MS = 20
const LONGEST_REST_MS = 10_000

export class Rest {
  readonly #parts: RestParts
  #sleeping: AbortController | null = null

  constructor(parts: RestParts) {
    this.#parts = parts
  }

  get isResting(): boolean {
    return this.#sleeping !== null
  }

  wake(): void {
    this.#sleeping?.abort()
  }

  /** The records that have come, if it was they. */
  async untilNews({ lastCommitMs }: { readonly lastCommitMs: number }): Promise<readonly FetchedBatch[]> {
    const { clients, tasks } = this.#parts
    const sleeping = new AbortController()
    const { signal } = sleeping
    const maxWaitMs = Math.max(1, this.#restMs(lastCommitMs))
    this.#sleeping = sleeping
    for (const { stream } of tasks.running) {
      if (!stream.isSettled) void stream.state.pendingWork.whenChanged().then(() => sleeping.abort())
    }
    clients.membership.waits()
    try {
      return await clients.fetcher.poll({ maxWaitMs, signal })
    } catch (problem) {
      if (signal.aborted && problem instanceof ClosedError) return []
      throw problem
    } finally {
      this.#sleeping = null
    }
  }

  #restMs(lastCommitMs: number): number {
    const { config, tasks } = this.#parts
    const { clock, commitIntervalMs } = config
    const { running } = tasks
    const nowMs = clock.nowMs()
    let restMs = Math.min(LONGEST_REST_MS, tasks.nextMs(nowMs) - nowMs)
    const isWaiting = running.some(({ stream }) => !stream.isEmpty && !stream.state.pendingWork.isFull)
    if (isWaiting) restMs = Math.min(restMs, LAG_LOOK_MS)
    if (!running.some(({ isDirty }) => isDirty)) return restMs
    return Math.min(restMs, lastCommitMs + commitIntervalMs - clock.elapsedMs())
  }
}
