/**
 * Records that were given up and whose sender asked for no callback. Nothing gets lost silently: each such batch
 * is told to `onError`, or else to the log, and the first of them to the next `flush()` as well.
 */
import type { Logger } from '../../host/logger.ts'
import type { ClientError } from '../errors.ts'

export class UnreportedFailures {
  readonly #logger: Logger
  readonly #onError: ((error: ClientError) => void) | undefined
  #first: ClientError | undefined

  constructor(options: { logger: Logger; onError: ((error: ClientError) => void) | undefined }) {
    this.#logger = options.logger
    this.#onError = options.onError
  }

  add(error: ClientError, recordCount: number): void {
    this.#first ??= error
    if (this.#onError === undefined) {
      this.#logger.error({ records: recordCount, error }, 'records were not delivered, and nobody asked for them')
    } else this.guard(() => this.#onError?.(error))
  }

  /** The first since it was last asked for. */
  take(): ClientError | undefined {
    const first = this.#first
    this.#first = undefined
    return first
  }

  /** Runs what belongs to the user: what it throws is logged, and harms nobody else. */
  guard(run: () => void): void {
    try {
      run()
    } catch (problem) {
      this.#logger.error({ error: problem }, 'a callback of the producer failed')
    }
  }
}
