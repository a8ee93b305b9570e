/**
 * Heartbeats of one membership: they run on the clock, whatever the program does, one at a time. Each is due one
 * interval after the last was sent; after one that failed the next comes after a short pause.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export interface HeartbeatOptions {
  readonly clock: Clock
  readonly intervalMs: number
  readonly retryPauseMs: number
  /** Sends one. Whether it was answered with a yes. */
  readonly send: () => Promise<boolean>
}

export class Heartbeats {
  readonly #options: HeartbeatOptions
  #timer: Timer | undefined
  #isRunning = false
  #isUnderWay = false
  /** When the coordinator last said yes, by the clock's `elapsedMs`. */
  #lastSuccessMs: number | undefined

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Since the coordinator last said that the member lives; undefined where it never did. */
  get sinceSuccessMs(): number | undefined {
    if (this.#lastSuccessMs === undefined) return undefined
    return this.#options.clock.elapsedMs() - this.#lastSuccessMs
  }

  /** The answer to another request said as much as one to a heartbeat. */
  succeeded(): void {
    this.#lastSuccessMs = this.#options.clock.elapsedMs()
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    if (!this.#isUnderWay) this.#beatAfter(this.#options.intervalMs)
  }

  stop(): void {
    this.#isRunning = false
    this.#timer?.cancel()
  }

  #beatAfter(delayMs: number): void {
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(delayMs, () => void this.#beat())
  }

  async #beat(): Promise<void> {
    const { clock, intervalMs, retryPauseMs, send } = this.#options
    const sentMs = clock.elapsedMs()
    this.#isUnderWay = true
    const isWell = await send()
    this.#isUnderWay = false
    if (isWell) this.succeeded()
    const tookMs = clock.elapsedMs() - sentMs
    if (this.#isRunning) this.#beatAfter(isWell ? Math.max(0, intervalMs - tookMs) : retryPauseMs)
  }
}
