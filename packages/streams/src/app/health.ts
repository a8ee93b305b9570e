/** Whether an instance of an application works, told by what it has done and not by what is connected. */
import type { State } from './life-cycle/state.ts'

export interface ThreadHealth {
  /** From 1. */
  readonly thread: number
  /** The tasks that it has, and of these the ones that it works on; others are being restored. */
  readonly tasks: readonly string[]
  readonly runningTasks: readonly string[]
  /** Since it last came round; 0 while it waits for records. */
  readonly sinceProgressMs: number
}

export interface StreamsHealth {
  readonly state: State
  /** False where only a restart helps: it has failed, or a thread hangs. */
  readonly isLive: boolean
  /** Whether all its tasks are at work. */
  readonly isReady: boolean
  readonly threads: readonly ThreadHealth[]
}
