/** When a thread commits: at its interval, when a processor asks for it, and when state memory is full. */
import type { TaskGround } from './active-task.ts'
import type { TaskSet } from './task-set.ts'

export class CommitSchedule {
  readonly #ground: TaskGround
  readonly #tasks: TaskSet
  #lastMs: number

  constructor(ground: TaskGround, tasks: TaskSet) {
    this.#ground = ground
    this.#tasks = tasks
    this.#lastMs = ground.config.clock.elapsedMs()
  }

  /** When the last commit began. */
  get lastMs(): number {
    return this.#lastMs
  }

  get isDue(): boolean {
    const { config, memory } = this.#ground
    const dirty = this.#tasks.running.filter(({ isDirty }) => isDirty)
    if (dirty.length === 0) return false
    if (memory.isFull || dirty.some(({ stream }) => stream.state.isCommitRequested)) return true
    return config.clock.elapsedMs() - this.#lastMs >= config.commitIntervalMs
  }

  begins(): void {
    this.#lastMs = this.#ground.config.clock.elapsedMs()
  }
}
