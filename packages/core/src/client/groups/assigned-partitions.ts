/**
 * The partitions that a member has, and its hooks: eager, all are revoked before it joins again; cooperative, only
 * those that are taken away, once it is known which. A partition is in the set from before `onAssigned` until
 * `onRevoked` or `onLost` is through, so whatever a hook asks is true.
 */
import { type AssignmentListener, partitionName, type TopicPartition } from './assignment.ts'

export class AssignedPartitions {
  readonly #listener: AssignmentListener
  #owned: ReadonlyMap<string, TopicPartition> = new Map()

  constructor(listener: AssignmentListener) {
    this.#listener = listener
  }

  get all(): readonly TopicPartition[] {
    return [...this.#owned.values()]
  }

  async revoke(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    await this.#listener.onRevoked(partitions)
    this.#remove(partitions)
  }

  async lose(): Promise<void> {
    const { all } = this
    if (all.length === 0) return
    // Whatever the hook does, they are gone.
    this.#owned = new Map()
    await this.#listener.onLost(all)
  }

  /** Those that the member has and would not have by this share. */
  missingFrom(share: readonly TopicPartition[]): readonly TopicPartition[] {
    const names = new Set(share.map(partitionName))
    return this.all.filter((one) => !names.has(partitionName(one)))
  }

  /** Adds what is new in a share; the hook hears of it even where that is nothing, as it is the end of a rebalance. */
  async add(share: readonly TopicPartition[]): Promise<void> {
    const added = share.filter((one) => !this.#owned.has(partitionName(one)))
    this.#owned = new Map([...this.all, ...added].map((one) => [partitionName(one), one]))
    await this.#listener.onAssigned(added)
  }

  #remove(partitions: readonly TopicPartition[]): void {
    const names = new Set(partitions.map(partitionName))
    this.#owned = new Map([...this.#owned].filter(([name]) => !names.has(name)))
  }
}
