/**
 * A commit at least once: outputs and changelogs are delivered first, then the state goes to disk, then the offsets say
 * that the records are done. A crash anywhere in between only means that records are processed again.
 */
import type { GroupMembership, OffsetToCommit, Producer } from '@millrace/core'
import type { Guarantee } from './guarantee.ts'
import type { Outputs } from './outputs.ts'

export interface AtLeastOnceParts {
  readonly producer: Producer
  readonly outputs: Outputs
  readonly membership: GroupMembership
  /** Ends all waiting. */
  readonly signal: AbortSignal
}

export class AtLeastOnce implements Guarantee {
  readonly #parts: AtLeastOnceParts

  constructor(parts: AtLeastOnceParts) {
    this.#parts = parts
  }

  async start(): Promise<void> {}

  async commit(offsets: readonly OffsetToCommit[], commitState: () => void): Promise<void> {
    const { producer, outputs, membership, signal } = this.#parts
    await producer.flush({ signal })
    outputs.throwFailure()
    commitState()
    await membership.commit(offsets, { signal })
  }

  async abandon(): Promise<void> {}
}
