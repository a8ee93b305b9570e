/**
 * What waits to be sent on a connection, and what keeps it waiting: too many requests without an answer, a pause that
 * the broker wants, a login that nothing may come between. Whatever holds the first one up holds up all behind it,
 * so that the order in which things were asked is the order in which they are sent.
 */
import { ConnectionError } from '../errors.ts'
import type { PendingRequest, PendingTell } from './pending-request.ts'

export type Outgoing = PendingRequest | PendingTell

/** Requests that wait for their turn. So many at a broker that answers are a loop that does not wait for answers. */
const WAITING_MAX = 10_000

export class Outbox {
  readonly #broker: string
  readonly #pauseMaxMs: number
  readonly #waiting: Outgoing[] = []
  /** Somebody logs in anew; until then only that is sent. */
  isHeld = false
  #mutedUntilMs = 0

  constructor(broker: string, { pauseMaxMs }: { pauseMaxMs: number }) {
    this.#broker = broker
    this.#pauseMaxMs = pauseMaxMs
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Before this moment of the clock's `elapsedMs` the broker wants nothing. */
  get mutedUntilMs(): number {
    return this.#mutedUntilMs
  }

  /** @throws ConnectionError if there is no room for another request. */
  makeRoom(api: string): void {
    if (this.#waiting.length < WAITING_MAX) return
    const details = { place: { broker: this.#broker, api }, code: 'TOO_MANY_REQUESTS' }
    throw new ConnectionError(`${WAITING_MAX} requests wait for their turn already`, details)
  }

  add(outgoing: Outgoing): void {
    this.#waiting.push(outgoing)
  }

  /** Takes out what may be sent now; a request that is to be answered needs room in the window. */
  next(nowMs: number, hasRoom: boolean): Outgoing | undefined {
    if (this.isHeld || nowMs < this.#mutedUntilMs) return undefined
    const [first] = this.#waiting
    if (first === undefined || (!hasRoom && !('left' in first))) return undefined
    return this.#waiting.shift()
  }

  /** The broker wants a pause: no longer than anybody would wait for an answer, and not cut short by a shorter one. */
  mute(throttleMs: number, nowMs: number): void {
    if (throttleMs <= 0) return
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, nowMs + Math.min(throttleMs, this.#pauseMaxMs))
  }

  /** When it has to be looked at again by the clock: at the end of a pause that somebody waits for. */
  dueMs(nowMs: number): number {
    return this.#waiting.length > 0 && nowMs < this.#mutedUntilMs ? this.#mutedUntilMs : Number.POSITIVE_INFINITY
  }

  /** All that waits, and will not be sent any more. */
  drain(): Outgoing[] {
    return this.#waiting.splice(0)
  }
}
