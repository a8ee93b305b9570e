/**
 * What both sides of a join of streams know together in one task: the time that has reached any of them, and since
 * when records may wait whose windows have closed. Each side is a processor of its own, made without the other.
 */
export class JoinClock {
  /** The largest timestamp of a record on any side. */
  streamTimeMs = -1
  /** No record waits that is older, as far as is known; at first nothing is: the store may have been restored. */
  earliestMs = Number.NEGATIVE_INFINITY
  /** By the wall clock: when the waiting records may be looked through again. */
  nextLookMs = 0

  advance(timestamp: number): void {
    if (timestamp > this.streamTimeMs) this.streamTimeMs = timestamp
  }

  waits(timestamp: number): void {
    if (timestamp < this.earliestMs) this.earliestMs = timestamp
  }
}

/** The clocks of one join, by task. */
export class JoinClocks {
  readonly #byTask = new Map<string, JoinClock>()

  of(taskId: string): JoinClock {
    const known = this.#byTask.get(taskId)
    if (known !== undefined) return known
    const clock = new JoinClock()
    this.#byTask.set(taskId, clock)
    return clock
  }

  /** The task has ended: if it begins again, time begins again. */
  forget(taskId: string): void {
    this.#byTask.delete(taskId)
  }
}
