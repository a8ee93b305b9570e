/**
 * How a thread gets over what goes wrong. The first problem is the cause of those that follow from it; as long as it is
 * not got over, nothing is processed and nothing committed. What keeps coming back until a commit has been missing for
 * the tasks' timeout ends the thread.
 */
import { Backoff, pause } from '@millrace/core'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { StreamsError } from '../streams-error.ts'
import { remedyFor } from './thread-failure.ts'

export interface RecoveryParts {
  readonly config: ResolvedConfig
  /** The thread is to end: nothing is waited for. */
  readonly signal: AbortSignal
  /** Goes back to where the thread has committed last. */
  readonly beginAgain: (problem: unknown) => Promise<void>
}

const RETRY_FIRST_MS = 100
const RETRY_MAX_MS = 5_000

export class Recovery {
  readonly #parts: RecoveryParts
  readonly #backoff: Backoff
  #problem: unknown = null
  #failingSinceMs: number | null = null

  constructor(parts: RecoveryParts) {
    const { random } = parts.config
    this.#parts = parts
    this.#backoff = new Backoff({ firstMs: RETRY_FIRST_MS, maxMs: RETRY_MAX_MS, random })
  }

  /** What has to be got over before anything else is done; null where nothing is wrong. */
  get problem(): unknown {
    return this.#problem
  }

  note(problem: unknown): void {
    this.#problem ??= problem
  }

  /** A commit came about. */
  succeeded(): void {
    this.#failingSinceMs = null
    this.#backoff.succeeded()
  }

  /** @throws the problem where nothing helps against it, or has not helped for too long */
  async getOver(): Promise<void> {
    const problem = this.#problem
    const remedy = remedyFor(problem)
    if (remedy === 'end') throw problem
    const { config, signal, beginAgain } = this.#parts
    const { clock, logger, applicationId, taskTimeoutMs } = config
    const nowMs = clock.elapsedMs()
    this.#failingSinceMs ??= nowMs
    if (nowMs - this.#failingSinceMs > taskTimeoutMs) {
      const message = `no commit came about for ${taskTimeoutMs} ms`
      throw new StreamsError('NO_PROGRESS', message, { cause: problem })
    }
    if (remedy === 'begin-again') {
      logger.warn({ applicationId, error: problem }, 'the thread begins again where it has committed last')
      await beginAgain(problem)
    }
    this.#problem = null
    await pause(clock, this.#backoff.nextMs(), signal).catch(() => {})
  }
}
