/**
 * The punctuations of one task on one kind of time. Each is due on a grid of its interval; when time has jumped
 * over several lines of the grid, it fires once, and is due next at the first line that lies ahead.
 */
import { BinaryHeap } from './binary-heap.ts'
import type { Cancellable, Punctuator } from './processor-context.ts'

/** What is to be called when. */
export interface Schedule {
  readonly firstMs: number
  readonly everyMs: number
  readonly punctuator: Punctuator
  /** The node that asked for it, for those who look. */
  readonly node?: string
}

/** A punctuation that is to come. */
export interface ScheduledPunctuation {
  readonly node: string
  readonly everyMs: number
  readonly dueMs: number
}

interface Due {
  readonly schedule: Schedule
  dueMs: number
  isCancelled: boolean
}

export class Punctuations {
  readonly #heap = new BinaryHeap<Due>((a, b) => a.dueMs - b.dueMs)

  schedule(schedule: Schedule): Cancellable {
    const due = { schedule, dueMs: schedule.firstMs, isCancelled: false }
    this.#heap.add(due)
    // It stays in the heap until it would be due: taking it out now would turn ties otherwise than in Java.
    return {
      cancel: () => {
        due.isCancelled = true
      },
    }
  }

  /** When the next one is due; Infinity if none is. */
  get nextMs(): number {
    return this.#heap.peek()?.dueMs ?? Infinity
  }

  /** Those that are to come, the next one first. */
  get scheduled(): ScheduledPunctuation[] {
    const live = this.#heap.items.filter(({ isCancelled }) => !isCancelled)
    return live
      .map(({ schedule: { node = '', everyMs }, dueMs }) => ({ node, everyMs, dueMs }))
      .sort((a, b) => a.dueMs - b.dueMs)
  }

  /** Fires all that are due by now; true if any did. */
  fire(nowMs: number): boolean {
    let hasFired = false
    for (let due = this.#heap.peek(); due !== undefined && due.dueMs <= nowMs; due = this.#heap.peek()) {
      this.#heap.poll()
      if (due.isCancelled) continue
      due.schedule.punctuator(nowMs)
      hasFired = true
      if (due.isCancelled) continue
      const { everyMs } = due.schedule
      due.dueMs += (Math.floor((nowMs - due.dueMs) / everyMs) + 1) * everyMs
      this.#heap.add(due)
    }
    return hasFired
  }
}
