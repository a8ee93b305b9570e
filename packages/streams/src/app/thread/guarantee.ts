/**
 * What a commit is, at either guarantee: everything that was written is with the brokers, and the group's offsets say
 * so. What the tasks' databases hold goes to disk in between, at the place that no crash can make wrong: see
 * docs/decisions/0048.
 */
import type { OffsetToCommit } from '@millrace/core'

export interface Guarantee {
  /** To be called once, before anything is written. */
  start(): Promise<void>
  /** @throws what stands in the way: then what was written since the last commit does not count, or not yet */
  commit(offsets: readonly OffsetToCommit[], commitState: () => void): Promise<void>
  /** What was written since the last commit is not to count, as far as that can be. */
  abandon(): Promise<void>
}
