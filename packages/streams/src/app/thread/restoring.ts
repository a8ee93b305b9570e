/**
 * Restoring beside the work of a thread: what has come goes into the stores by slices of a few milliseconds, and tasks
 * that run have their turn in between. A task that waits hears when its stores are where their changelogs ended. It never
 * happens within a transaction, as the reader waits for transactions that go on.
 */
import { ClientError, ClosedError, pause } from '@millrace/core'
import type { RestoredTask, Restorer } from '../../task/restoring/restorer.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'

export interface RestoringParts {
  readonly restorer: Restorer
  readonly config: Pick<ResolvedConfig, 'clock' | 'logger' | 'applicationId'>
  /** Lets everything else of the process have its turn. */
  readonly giveWay: () => Promise<void>
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (problem: unknown) => void
}

const SLICE_MS = 5
const LONGEST_WAIT_MS = 500
const RETRY_MS = 500

export class Restoring {
  readonly #parts: RestoringParts
  readonly #waiting = new Map<string, Waiting>()
  #isAtWork = false
  #resting: AbortController | null = null

  constructor(parts: RestoringParts) {
    this.#parts = parts
  }

  /**
   * Resolves when all that was in the task's changelogs is in its stores, or the task has been removed.
   * @throws RestoreError for a changelog that is not there
   */
  async restore(task: RestoredTask): Promise<void> {
    this.#parts.restorer.add(task)
    const restored = new Promise<void>((resolve, reject) => this.#waiting.set(task.taskId, { resolve, reject }))
    this.#resting?.abort()
    void this.#work()
    await restored
  }

  /** What has come in stays, what is on its way does not. */
  remove(taskId: string): void {
    this.#parts.restorer.remove(taskId)
    this.#waiting.get(taskId)?.resolve()
    this.#waiting.delete(taskId)
  }

  async #work(): Promise<void> {
    if (this.#isAtWork) return
    this.#isAtWork = true
    try {
      while (this.#waiting.size > 0) await this.#workOrRetry()
    } catch (problem) {
      const waiting = [...this.#waiting]
      this.#waiting.clear()
      for (const [taskId] of waiting) this.#parts.restorer.remove(taskId)
      for (const [, { reject }] of waiting) reject(problem)
    } finally {
      this.#isAtWork = false
    }
  }

  /** A cluster that cannot be asked now can be later; nobody else is concerned. */
  async #workOrRetry(): Promise<void> {
    const { clock, logger, applicationId } = this.#parts.config
    try {
      await this.#slice()
    } catch (error) {
      if (!(error instanceof ClientError && error.retriable)) throw error
      logger.warn({ applicationId, error }, 'changelogs cannot be read at the moment: it is tried again')
      await pause(clock, RETRY_MS)
    }
  }

  async #slice(): Promise<void> {
    const { restorer, giveWay } = this.#parts
    await restorer.prepare()
    const hasMore = restorer.work(SLICE_MS)
    for (const [taskId, { resolve }] of this.#waiting) {
      if (!restorer.isRestored(taskId)) continue
      restorer.remove(taskId)
      this.#waiting.delete(taskId)
      resolve()
    }
    if (hasMore) await giveWay()
    else if (this.#waiting.size > 0) await this.#rest()
  }

  async #rest(): Promise<void> {
    const resting = new AbortController()
    this.#resting = resting
    try {
      await this.#parts.restorer.wait(LONGEST_WAIT_MS, resting.signal)
    } catch (problem) {
      if (!(resting.signal.aborted && problem instanceof ClosedError)) throw problem
    } finally {
      this.#resting = null
    }
  }
}
