/**
 * Offsets that were committed in transactions which are still open. They are nobody's to see until the
 * transaction's marker arrives in their partition of `__consumer_offsets`; then they hold, unless a later
 * commit has overtaken them, or they never were.
 */
import { type CommittedOffset, CommittedOffsets, type OffsetPlace } from './committed-offset.ts'

/** How a transaction ended, as its marker in a partition of `__consumer_offsets` says. */
export interface TransactionEnd {
  readonly producerId: number
  readonly isCommit: boolean
}

/** A transaction, in one partition of `__consumer_offsets`. */
export interface OpenTransaction {
  readonly offsetsPartition: number
  readonly producerId: number
}

export class PendingOffsets {
  /** By partition of `__consumer_offsets`, then by producer. */
  readonly #open = new Map<number, Map<number, CommittedOffsets>>()
  readonly #openByGroup = new Map<string, Set<CommittedOffsets>>()

  put({ offsetsPartition, producerId }: OpenTransaction, place: OffsetPlace, committed: CommittedOffset): void {
    const producers = this.#open.get(offsetsPartition) ?? new Map<number, CommittedOffsets>()
    const offsets = producers.get(producerId) ?? new CommittedOffsets()
    const ofGroup = this.#openByGroup.get(place.groupId) ?? new Set()
    offsets.put(place, committed)
    this.#open.set(offsetsPartition, producers.set(producerId, offsets))
    this.#openByGroup.set(place.groupId, ofGroup.add(offsets))
  }

  /** Whether an open transaction has offsets of the group. */
  hasAny(groupId: string): boolean {
    return this.#openByGroup.has(groupId)
  }

  has(place: OffsetPlace): boolean {
    const transactions = this.#openByGroup.get(place.groupId)
    if (transactions === undefined) return false
    for (const offsets of transactions) if (offsets.get(place) !== undefined) return true
    return false
  }

  /** Forgets what open transactions have for the place, whose offset was deleted. */
  delete(place: OffsetPlace): void {
    for (const offsets of this.#openByGroup.get(place.groupId) ?? []) offsets.delete(place)
  }

  /** The places for which open transactions have offsets, of one group or of all. */
  *places(groupId?: string): Generator<OffsetPlace> {
    const ids = groupId === undefined ? [...this.#openByGroup.keys()] : [groupId]
    for (const id of ids) {
      for (const offsets of this.#openByGroup.get(id) ?? []) for (const [place] of offsets.places(id)) yield place
    }
  }

  /** The transaction has ended: what it committed goes where it holds from now on. */
  end(offsetsPartition: number, { producerId, isCommit }: TransactionEnd, committed: CommittedOffsets): void {
    const producers = this.#open.get(offsetsPartition)
    const offsets = producers?.get(producerId)
    if (producers === undefined || offsets === undefined) return
    producers.delete(producerId)
    this.#forget(offsets)
    if (!isCommit) return
    for (const [place, pending] of offsets.places()) {
      const held = committed.get(place)
      if (held === undefined || pending.recordOffset > held.recordOffset) committed.put(place, pending)
    }
  }

  clear(): void {
    this.#open.clear()
    this.#openByGroup.clear()
  }

  #forget(offsets: CommittedOffsets): void {
    for (const [groupId, transactions] of this.#openByGroup) {
      if (transactions.delete(offsets) && transactions.size === 0) this.#openByGroup.delete(groupId)
    }
  }
}
