/**
 * Requests that are sent and not answered, the oldest first. Each has a number, and answers come in the order of the
 * requests: an answer is handed to the oldest and to no other, and one that is not the oldest's is no answer at all.
 */
import { ConnectionError } from '../errors.ts'
import type { PendingRequest } from './pending-request.ts'

const CORRELATION_IDS = 0x7fff_ffff
const CORRELATION_ID_BYTES = 4

export class InFlight {
  readonly #broker: string
  readonly #sent: PendingRequest[] = []
  #correlationId = 0

  constructor(broker: string) {
    this.#broker = broker
  }

  get size(): number {
    return this.#sent.length
  }

  get oldest(): PendingRequest | undefined {
    return this.#sent[0]
  }

  /** For the next request, also for one that no answer comes to. */
  nextCorrelationId(): number {
    this.#correlationId = (this.#correlationId + 1) % CORRELATION_IDS
    return this.#correlationId
  }

  add(pending: PendingRequest, nowMs: number): void {
    pending.dueMs = nowMs + pending.timeoutMs
    this.#sent.push(pending)
  }

  /**
   * Hands an answer to its request, and gives how long the broker wants to be left alone.
   * @throws ConnectionError if it is nobody's, or cannot be read; the request is still there then.
   */
  take(frame: Buffer, nowMs: number): number {
    const throttleMs = this.#oldestOf(frame)
    const answered = this.#sent.shift()
    const next = this.oldest
    // A broker looks at a request when it is done with the one before, which may have been allowed to take longer.
    if (next !== undefined && answered !== undefined && next.timeoutMs < answered.timeoutMs) {
      next.dueMs = Math.max(next.dueMs, nowMs + next.timeoutMs)
    }
    return throttleMs
  }

  /** All of them, for whom no answer comes any more. */
  drain(): PendingRequest[] {
    return this.#sent.splice(0)
  }

  #oldestOf(frame: Buffer): number {
    const { oldest } = this
    if (oldest === undefined) throw this.#broken('an answer came that nobody asked for')
    const api = oldest.apiName
    if (frame.length < CORRELATION_ID_BYTES) throw this.#broken('an answer came that has no header', { api })
    const found = frame.readInt32BE(0)
    const expected = oldest.correlationId
    if (found !== expected) {
      throw this.#broken(`expected the answer to request ${expected}, found that to ${found}`, { api })
    }
    try {
      return oldest.answer(frame)
    } catch (cause) {
      throw this.#broken('the answer cannot be read', { api, cause })
    }
  }

  #broken(message: string, { api, cause }: { api?: string; cause?: unknown } = {}): ConnectionError {
    return new ConnectionError(message, { place: { broker: this.#broker, api }, cause, code: 'BAD_ANSWER' })
  }
}
