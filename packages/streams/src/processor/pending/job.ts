/** One record's call of an asynchronous operator, through all its attempts. */
import type { AsyncCall } from './async-options.ts'

export type Outcome =
  | { readonly isDone: true; readonly value: unknown }
  | { readonly isDone: false; readonly cause: unknown }

export interface JobOptions {
  /** Of the record's key; jobs that share it take turns. */
  readonly identity: unknown
  readonly call: (call: AsyncCall) => unknown
  /** Called in the task's turn, once. */
  readonly deliver: (outcome: Outcome) => void
}

export class Job {
  readonly identity: unknown
  readonly deliver: (outcome: Outcome) => void
  readonly #call: JobOptions['call']
  #attempt = 0
  #controller: AbortController | null = null
  /** When the attempt has taken too long, or while it rests, when the next one begins. */
  dueMs = Number.POSITIVE_INFINITY

  constructor({ identity, call, deliver }: JobOptions) {
    this.identity = identity
    this.#call = call
    this.deliver = deliver
  }

  get attempt(): number {
    return this.#attempt
  }

  get isRunning(): boolean {
    return this.#controller !== null
  }

  /** @param settled told what came of it, unless it has been given up before */
  start(settled: (outcome: Outcome) => void): void {
    const controller = new AbortController()
    this.#controller = controller
    this.#attempt++
    const settle = (outcome: Outcome) => {
      if (this.#controller !== controller) return
      this.#controller = null
      settled(outcome)
    }
    this.#answer(controller.signal).then(
      (value) => settle({ isDone: true, value }),
      (cause: unknown) => settle({ isDone: false, cause }),
    )
  }

  /** Whatever comes of the attempt, nobody waits for it any more. */
  giveUp(): void {
    this.#controller?.abort()
    this.#controller = null
  }

  async #answer(signal: AbortSignal): Promise<unknown> {
    return this.#call({ signal, attempt: this.#attempt })
  }
}
