/**
 * Whether a task may go on although some of its queues are empty. A record that is late on an empty partition would
 * be processed out of order; so the task waits for what is known to lie there, and with an idle time for that long
 * besides, measured from the moment at which somebody first looked, and anew once a record has come.
 */
import type { RecordQueue } from './record-queue.ts'

const none: ReadonlySet<string> = new Set()

export class IdleWait {
  readonly #idleMs: number
  /** By topic: until when an empty queue is waited for. */
  readonly #deadlinesMs = new Map<string, number>()

  /** @param idleMs 0 for waiting only for what lies there, negative for not waiting at all */
  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  /** Until when somebody waits, if nothing comes; Infinity where nobody does. */
  get nextMs(): number {
    return Math.min(...this.#deadlinesMs.values(), Number.POSITIVE_INFINITY)
  }

  arrived(topic: string): void {
    if (this.#idleMs > 0) this.#deadlinesMs.delete(topic)
  }

  /** @param lagging topics whose partitions have records that have not come yet, or of which that is not known */
  isOver(queues: ReadonlyMap<string, RecordQueue>, nowMs: number, lagging: ReadonlySet<string> = none): boolean {
    if (this.#idleMs < 0 || (this.#idleMs === 0 && lagging.size === 0)) return true
    for (const [topic, queue] of queues) {
      if (!queue.isEmpty) continue
      if (lagging.has(topic)) return false
      if (this.#idleMs === 0) continue
      const deadlineMs = this.#deadlinesMs.get(topic) ?? nowMs + this.#idleMs
      this.#deadlinesMs.set(topic, deadlineMs)
      if (nowMs < deadlineMs) return false
    }
    return true
  }
}
