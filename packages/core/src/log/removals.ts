/**
 * The directories of deleted logs, which nothing knows by name any more: their files go in the background, since
 * those of many logs are many. What a close or a crash leaves of them goes at the next start.
 */
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import type { DiskHealth } from './disk-health.ts'
import { inTurns } from './turns.ts'

export interface RemovalsOptions {
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  readonly health: DiskHealth
}

export class Removals {
  readonly #options: RemovalsOptions
  readonly #underWay = new Set<Promise<void>>()
  #isStopped = false

  constructor(options: RemovalsOptions) {
    this.#options = options
  }

  /** Removes directories, as many as a turn has time for at once. */
  begin(paths: readonly string[]): void {
    const { disk, clock, logger, health } = this.#options
    const removed = inTurns(clock, paths, (path) => {
      if (!this.#isStopped) health.guard(() => disk.remove(path))
    })
    const removal = removed
      .catch((problem: unknown) => logger.error({ problem }, 'a deleted log could not be removed'))
      .finally(() => this.#underWay.delete(removal))
    this.#underWay.add(removal)
  }

  /** Leaves alone what is not removed yet; kept when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all(this.#underWay)
  }
}
