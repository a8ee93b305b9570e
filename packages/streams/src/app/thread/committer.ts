/**
 * Commits tasks: has them finish what they have in hand, writes out what their caches hold back, and makes it count.
 * Nothing is processed meanwhile, as whoever commits has the turn.
 */
import type { Fetcher, OffsetToCommit, Producer } from '@millrace/core'
import type { Clock } from '@millrace/core/host'
import type { StreamTask } from '../../task/stream-task.ts'
import type { ActiveTask } from './active-task.ts'
import type { Guarantee } from './guarantee.ts'

export interface CommitterParts {
  readonly guarantee: Guarantee
  readonly fetcher: Fetcher
  readonly producer: Producer
  readonly clock: Clock
  /** What the producer may hold before caches are written out, which may be a lot at once. */
  readonly bufferedBytesMax: number
}

export class Committer {
  readonly #parts: CommitterParts

  constructor(parts: CommitterParts) {
    this.#parts = parts
  }

  /** Commits those that have done anything since their last commit; gives their offsets. */
  async commit(tasks: readonly ActiveTask[]): Promise<readonly OffsetToCommit[]> {
    const { guarantee, fetcher, producer, bufferedBytesMax } = this.#parts
    const dirty = tasks.filter(({ isRunning, isDirty }) => isRunning && isDirty)
    if (dirty.length === 0) return []
    for (const { stream } of dirty) {
      if (producer.bufferedBytes > bufferedBytesMax) await producer.flush()
      await this.#finish(stream)
    }
    const offsets = new Map(dirty.map((task) => [task, task.offsetsToCommit(fetcher)]))
    const all = [...offsets.values()].flat()
    await guarantee.commit(all, () => {
      for (const task of dirty) task.commitState(fetcher)
    })
    for (const [task, own] of offsets) task.committed(own)
    return all
  }

  /** What caches let go of may go to an asynchronous operator, and what comes of that into a cache again. */
  async #finish(stream: StreamTask): Promise<void> {
    do {
      while (!stream.isSettled) await this.#settle(stream)
      stream.flush()
    } while (!stream.isSettled)
  }

  async #settle(stream: StreamTask): Promise<void> {
    const { clock } = this.#parts
    const { pendingWork } = stream.state
    pendingWork.tick(clock.nowMs())
    if (stream.deliver()) return
    const waitMs = Math.max(0, pendingWork.nextMs - clock.nowMs())
    await new Promise<void>((resolve) => {
      const timer = Number.isFinite(waitMs) ? clock.after(waitMs, resolve) : null
      void pendingWork.whenChanged().then(() => {
        timer?.cancel()
        resolve()
      })
    })
  }
}
