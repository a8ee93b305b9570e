/**
 * Whether a data directory can still be written. The first failure of its disk (full, or broken) takes
 * the directory offline: every later append is refused with that failure, since nobody knows what a disk
 * that failed once has kept. Reads go on.
 */
import { DiskError } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'

export class DiskHealth {
  readonly #logger: Logger
  #failure: DiskError | null = null

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** What took the directory offline, or null. */
  get failure(): DiskError | null {
    return this.#failure
  }

  /** Does what writes to the disk, and notes it if that fails. */
  guard<T>(write: () => T): T {
    try {
      return write()
    } catch (problem) {
      this.note(problem)
      throw problem
    }
  }

  async guardAsync<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (problem) {
      this.note(problem)
      throw problem
    }
  }

  note(problem: unknown): void {
    if (!(problem instanceof DiskError) || this.#failure !== null) return
    this.#failure = problem
    this.#logger.error({ path: problem.path, code: problem.code }, 'the data directory goes offline: its disk failed')
  }
}
