/**
 * Time and what is to happen later. Nothing else in the packages asks the machine for the time or sets a
 * timer, so that a test can move time by hand and a simulation can replay it.
 */

/** A timer that was set; cancelling one that has fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since 1970, as records carry them. May jump when the machine's clock is set. */
  nowMs(): number
  /** Milliseconds since some fixed moment; never goes back. For measuring how long a thing took. */
  elapsedMs(): number
  /** Calls `run` once, no earlier than `delayMs` from now. */
  after(delayMs: number, run: () => void): Timer
  /** Calls `run` as soon as what is waiting now (sockets, other timers) has had its turn. */
  soon(run: () => void): Timer
  /**
   * Keeps the process running until it is cancelled, which timers do not: for work that somebody waits for while
   * no connection is open.
   */
  hold(): Timer
}

/** The longest delay that the machine's timers take; a longer one is served in pieces. */
const LONGEST_DELAY_MS = 0x7fffffff

/** The machine's own clock. Its timers do not keep the process alive by themselves. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after: (delayMs, run) => timerInPieces({ delayMs, pieceMs: LONGEST_DELAY_MS, run }),
  soon(run) {
    const immediate = setImmediate(run)
    return { cancel: () => clearImmediate(immediate) }
  },
  hold() {
    const interval = setInterval(() => {}, LONGEST_DELAY_MS)
    return { cancel: () => clearInterval(interval) }
  },
}

/**
 * A timer of the machine's that is set again until its time has come: for delays beyond `pieceMs`, and because
 * the machine's timers, which count whole milliseconds, may fire a fraction of one early.
 */
export function timerInPieces(timer: { delayMs: number; pieceMs: number; run: () => void }): Timer {
  const { delayMs, pieceMs, run } = timer
  const dueMs = performance.now() + delayMs
  let timeout: NodeJS.Timeout
  const arm = (remainingMs: number) => {
    timeout = setTimeout(fire, Math.min(Math.ceil(remainingMs), pieceMs))
    timeout.unref()
  }
  const fire = () => {
    const remainingMs = dueMs - performance.now()
    if (remainingMs > 0) arm(remainingMs)
    else run()
  }
  arm(delayMs)
  return { cancel: () => clearTimeout(timeout) }
}
