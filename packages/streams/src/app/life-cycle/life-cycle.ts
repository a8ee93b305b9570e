/**
 * In which state an instance of an application is. Only transitions of the table happen; whoever comes too late, when
 * the instance is on its way out, is refused without a fuss. Listeners hear of each change once, in order, after it.
 */
import assert from 'node:assert/strict'
import type { Clock, Timer } from '@millrace/core/host'
import { LifeCycleError } from './life-cycle-error.ts'
import { canReach, hasEnded, isShuttingDown, mayFollow, type State } from './state.ts'

export type StateListener = (state: State, before: State) => void

export interface LifeCycleOptions {
  readonly clock: Clock
  /** Told what a listener threw, which is no reason for others not to hear. */
  readonly onListenerError: (problem: unknown) => void
}

export interface WaitForState {
  readonly timeoutMs?: number
}

interface Waiting {
  readonly wanted: readonly State[]
  readonly settle: (problem: LifeCycleError | null) => void
}

export class LifeCycle {
  readonly #options: LifeCycleOptions
  readonly #listeners = new Set<StateListener>()
  readonly #waiting = new Set<Waiting>()
  /** Changes that listeners have not heard of: one of them may have made the next. */
  readonly #untold: [state: State, before: State][] = []
  #state: State = 'CREATED'
  #isTelling = false

  constructor(options: LifeCycleOptions) {
    this.#options = options
  }

  get state(): State {
    return this.#state
  }

  /** Calls the listener at each change, until what this gives is called. */
  listen(listener: StateListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Whether it changed to the state. It does not where it is there already, or on its way out: then only the end
   * follows. Anything else that the table does not have is a bug.
   */
  moveTo(state: State): boolean {
    const before = this.#state
    if (this.#isTooLateFor(state)) return false
    assert.ok(mayFollow(before, state), `an application cannot go from ${before} to ${state}`)
    this.#state = state
    this.#untold.push([state, before])
    this.#settleWaiting()
    this.#tell()
    return true
  }

  /**
   * Resolves when it is in one of the states, at once where it is.
   *
   * @throws LifeCycleError if it can no longer come to any of them, or does not in time
   */
  until(wanted: readonly [State, ...State[]], { timeoutMs }: WaitForState = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined
      const waiting: Waiting = {
        wanted,
        settle: (problem) => {
          timer?.cancel()
          this.#waiting.delete(waiting)
          if (problem === null) resolve()
          else reject(problem)
        },
      }
      this.#waiting.add(waiting)
      if (timeoutMs !== undefined) {
        timer = this.#options.clock.after(timeoutMs, () => waiting.settle(this.#late(wanted, timeoutMs)))
      }
      this.#settleWaiting()
    })
  }

  #isTooLateFor(state: State): boolean {
    const now = this.#state
    if (now === state) return true
    if (hasEnded(now)) return isShuttingDown(state) || hasEnded(state)
    return isShuttingDown(now) && !mayFollow(now, state)
  }

  #settleWaiting(): void {
    for (const { wanted, settle } of [...this.#waiting]) {
      if (wanted.includes(this.#state)) settle(null)
      else if (!wanted.some((state) => canReach(this.#state, state))) settle(this.#unreachable(wanted))
    }
  }

  #tell(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    for (let change = this.#untold.shift(); change !== undefined; change = this.#untold.shift()) {
      for (const listener of [...this.#listeners]) {
        try {
          listener(...change)
        } catch (problem) {
          this.#options.onListenerError(problem)
        }
      }
    }
    this.#isTelling = false
  }

  #unreachable(wanted: readonly State[]): LifeCycleError {
    const state = this.#state
    const message = `expected the application to come to ${wanted.join(' or ')}, found it in ${state}, from where it cannot`
    return new LifeCycleError('UNREACHABLE_STATE', { state, message })
  }

  #late(wanted: readonly State[], timeoutMs: number): LifeCycleError {
    const state = this.#state
    const message = `expected the application to be ${wanted.join(' or ')} within ${timeoutMs} ms, found it ${state}`
    return new LifeCycleError('STATE_TIMED_OUT', { state, message })
  }
}
