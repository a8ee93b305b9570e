/**
 * What a partition knows of the producers that write to it, so that a batch sent twice is stored once,
 * a gap is noticed, a replaced producer is fenced, and a transaction is seen as a whole or not at all.
 * An append is checked before it is written and recorded after; between the two nothing else may be
 * appended. All of it follows from the log: it can be built again from a snapshot and what came after.
 */
import type { AppendRules, AppendVerdict, BatchFacts, MarkerFacts, MarkerRules, ProducerRefusal } from './facts.ts'
import { ACCEPTED, NONE } from './facts.ts'
import { ProducerEntry, type SavedProducer } from './producer-entry.ts'
import { type CompletedTransaction, Transactions } from './transactions.ts'
import { type ProducerTail, refuseBatch, refuseMarker, tailAfter, UNKNOWN_PRODUCER } from './validation.ts'

/** When producers are forgotten: `producer.id.expiration.ms` after what they wrote last. */
export interface Expiry {
  readonly nowMs: number
  readonly expirationMs: number
}

export class ProducerStates {
  readonly #entries = new Map<number, ProducerEntry>()
  readonly #transactions = new Transactions()
  #endOffset = 0

  /** Up to where, exclusively, the log is known here. */
  get endOffset(): number {
    return this.#endOffset
  }

  get producerCount(): number {
    return this.#entries.size
  }

  /** The first offset of a transaction that is open; null if none is. */
  get firstUndecidedOffset(): number | null {
    return this.#transactions.firstUndecidedOffset
  }

  /** Before which all is stable: the first offset of a transaction that is open or not replicated yet. */
  get firstUnstableOffset(): number | null {
    return this.#transactions.firstUnstableOffset
  }

  entry(producerId: number): ProducerEntry | undefined {
    return this.#entries.get(producerId)
  }

  entries(): IterableIterator<ProducerEntry> {
    return this.#entries.values()
  }

  /** Whether the producer has a transaction open in this epoch. */
  hasOpenTransaction(producerId: number, epoch: number): boolean {
    const entry = this.#entries.get(producerId)
    return entry?.epoch === epoch && entry.hasOpenTransaction
  }

  /** Whether these batches may be appended, one after the other. A duplicate among them makes all duplicate. */
  check(batches: readonly BatchFacts[], rules: AppendRules): AppendVerdict {
    let tails: Map<number, ProducerTail> | null = null
    for (const batch of batches) {
      const { producerId } = batch
      if (producerId === NONE) continue
      const entry = this.#entries.get(producerId)
      const duplicate = rules.origin === 'client' ? entry?.findDuplicate(batch) : null
      if (duplicate !== null && duplicate !== undefined) return duplicate
      const tail = tails?.get(producerId) ?? entry ?? UNKNOWN_PRODUCER
      const refusal = refuseBatch(tail, batch, rules)
      if (refusal !== null) return refusal
      if (batches.length === 1) break
      tails ??= new Map()
      tails.set(producerId, tailAfter(tail, batch))
    }
    return ACCEPTED
  }

  /** Why the coordinator may not end the transaction, or null if it may. */
  checkMarker(marker: MarkerFacts, rules: MarkerRules): ProducerRefusal | null {
    return refuseMarker(this.#entries.get(marker.producerId) ?? UNKNOWN_PRODUCER, marker, rules)
  }

  /** Notes a batch that was appended. */
  record(batch: BatchFacts): void {
    if (batch.producerId === NONE) return
    const entry = this.#obtain(batch.producerId)
    const wasOpen = entry.hasOpenTransaction
    entry.addBatch(batch)
    if (!wasOpen && entry.hasOpenTransaction) this.#transactions.open(entry.transactionFirstOffset, batch.producerId)
  }

  /**
   * Notes a marker that was appended, and gives the transaction that it ended, if there was one. This
   * is open until `complete` is called: an aborted one has to be in the transaction index before it
   * may no longer hold back readers.
   */
  recordMarker(marker: MarkerFacts): CompletedTransaction | null {
    const { producerId, offset: lastOffset } = marker
    const entry = this.#obtain(producerId)
    const firstOffset = entry.transactionFirstOffset
    entry.endTransaction(marker)
    if (firstOffset === NONE) return null
    const lastStableOffset = this.#transactions.stableOffsetWithout(producerId, lastOffset + 1)
    return { producerId, firstOffset, lastOffset, isAborted: marker.type === 'ABORT', lastStableOffset }
  }

  /** The transaction is over: what it holds back now is only replication. */
  complete(transaction: CompletedTransaction): void {
    this.#transactions.complete(transaction)
  }

  /** The log was appended to up to here, by whomever. */
  moveEndTo(offset: number): void {
    this.#endOffset = offset
  }

  /** All before the offset is replicated. */
  moveHighWatermarkTo(offset: number): void {
    this.#transactions.settleBefore(offset)
  }

  /** What lies before the offset was deleted. Producers are not forgotten with their records. */
  moveStartTo(offset: number): void {
    this.#transactions.settleBefore(offset)
    this.#endOffset = Math.max(this.#endOffset, offset)
  }

  /** Forgets the producers that have been idle for too long and have no transaction open. */
  expire(expiry: Expiry): void {
    for (const [producerId, entry] of this.#entries) {
      if (isExpired(entry, expiry)) this.#entries.delete(producerId)
    }
  }

  /** What a snapshot at `endOffset` has to keep. */
  save(): SavedProducer[] {
    return Array.from(this.#entries.values(), (entry) => entry.save())
  }

  /** Forgets everything, and goes on from a snapshot that was taken at the offset. */
  restore(saved: readonly SavedProducer[], { endOffset, ...expiry }: Expiry & { endOffset: number }): void {
    this.clear(endOffset)
    const entries = saved.map(ProducerEntry.restore).filter((entry) => !isExpired(entry, expiry))
    for (const entry of entries) this.#entries.set(entry.producerId, entry)
    this.#transactions.restore(entries.filter((entry) => entry.hasOpenTransaction))
  }

  /** Forgets everything, and goes on from the offset. */
  clear(endOffset: number): void {
    this.#entries.clear()
    this.#transactions.restore([])
    this.#endOffset = endOffset
  }

  #obtain(producerId: number): ProducerEntry {
    let entry = this.#entries.get(producerId)
    if (entry === undefined) {
      entry = new ProducerEntry(producerId)
      this.#entries.set(producerId, entry)
    }
    return entry
  }
}

function isExpired(entry: ProducerEntry, { nowMs, expirationMs }: Expiry): boolean {
  return !entry.hasOpenTransaction && nowMs - entry.lastTimestamp >= expirationMs
}
