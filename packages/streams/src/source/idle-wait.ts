/**
 * Whether a task may go on although some of its queues are empty. A record that is late on an empty partition would
 * be processed out of order; so with an idle time the task waits for it that long, measured from the moment at
 * which somebody first looked, and starts anew once a record has come.
 */
import type { RecordQueue } from './record-queue.ts'

export class IdleWait {
  readonly #idleMs: number
  /** By topic: until when an empty queue is waited for. */
  readonly #deadlinesMs = new Map<string, number>()

  /** @param idleMs 0 for not waiting at all */
  constructor(idleMs: number) {
    this.#idleMs = idleMs
  }

  arrived(topic: string): void {
    if (this.#idleMs > 0) this.#deadlinesMs.delete(topic)
  }

  isOver(queues: ReadonlyMap<string, RecordQueue>, nowMs: number): boolean {
    if (this.#idleMs <= 0) return true
    for (const [topic, queue] of queues) {
      if (!queue.isEmpty) continue
      const deadlineMs = this.#deadlinesMs.get(topic) ?? nowMs + this.#idleMs
      this.#deadlinesMs.set(topic, deadlineMs)
      if (nowMs < deadlineMs) return false
    }
    return true
  }
}
