/**
 * Brings what is known of producers and transactions up to date with batches that are in the log
 * already: after a start, from the latest snapshot on. Nothing is refused here; it happened.
 */
import type { RecordBatch } from '../records/batch.ts'
import { readMarker } from '../records/control.ts'
import type { MarkerFacts } from './producer-state/facts.ts'
import type { ProducerStates } from './producer-state/producer-states.ts'
import type { CompletedTransaction } from './producer-state/transactions.ts'

/** The facts of the one record of a control batch; null where it is of a kind that ends no transaction. */
export function markerOf(batch: RecordBatch): MarkerFacts | null {
  if (!batch.isControl) return null
  const cursor = batch.records()
  if (!cursor.next()) return null
  const marker = readMarker(cursor)
  if (marker === null) return null
  const { producerId, producerEpoch, baseOffset: offset } = batch
  return { ...marker, producerId, producerEpoch, offset, timestamp: cursor.timestamp }
}

/** Notes a batch that is in the log, and gives the transaction that it ended, if it did. */
export function replay(
  producers: ProducerStates,
  batch: RecordBatch,
  marker: MarkerFacts | null,
): CompletedTransaction | null {
  let ended: CompletedTransaction | null = null
  if (marker !== null) ended = producers.recordMarker(marker)
  else if (!batch.isControl) producers.record(batch)
  if (ended !== null) producers.complete(ended)
  producers.moveEndTo(batch.lastOffset + 1)
  return ended
}
