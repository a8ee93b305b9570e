/**
 * A commit exactly once: outputs, changelogs and offsets are one transaction, in the name of the member that the thread
 * is; it begins with the first record that is written. The state goes to disk when the transaction has been committed,
 * so the disk never knows of what was aborted. A crash before that leaves a state that its changelog brings forward.
 */
import {
  type GroupMembership,
  type OffsetToCommit,
  type Producer,
  TimeoutError,
  type WaitOptions,
} from '@millrace/core'
import type { Clock } from '@millrace/core/host'
import type { Guarantee } from './guarantee.ts'

export interface ExactlyOnceParts {
  readonly producer: Producer
  readonly membership: GroupMembership
  readonly clock: Clock
  /** For so long a call is made again that is not known to be done. */
  readonly patienceMs: number
  /** Ends all waiting. */
  readonly signal: AbortSignal
}

export class ExactlyOnce implements Guarantee {
  readonly #parts: ExactlyOnceParts
  #isOpen = false

  constructor(parts: ExactlyOnceParts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  begin(): void {
    this.#parts.producer.begin()
    this.#isOpen = true
  }

  async start(): Promise<void> {
    await this.#patiently((wait) => this.#parts.producer.initTransactions(wait))
  }

  async commit(offsets: readonly OffsetToCommit[], commitState: () => void): Promise<void> {
    const { producer, membership, signal } = this.#parts
    if (!this.#isOpen && offsets.length > 0) this.begin()
    if (this.#isOpen) {
      // Hooks of the membership take turns with commits: it cannot have become another member since these were read.
      await producer.sendOffsets(offsets, membership.groupMetadata(), { signal })
      await this.#patiently((wait) => producer.commit(wait))
      this.#isOpen = false
    }
    commitState()
  }

  async abandon(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#patiently((wait) => this.#parts.producer.abort(wait))
  }

  /** A call that was not in time is still under way; made again it waits on. */
  async #patiently(call: (wait: WaitOptions) => Promise<void>): Promise<void> {
    const { clock, patienceMs, signal } = this.#parts
    const endMs = clock.elapsedMs() + patienceMs
    for (;;) {
      try {
        return await call({ signal })
      } catch (problem) {
        // The other calls try by themselves for as long as that makes sense.
        if (!(problem instanceof TimeoutError) || clock.elapsedMs() >= endMs) throw problem
      }
    }
  }
}
