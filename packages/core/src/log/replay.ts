/**
 * What a batch is to the producers and transactions of a log: whether it may be appended, and what is noted
 * of it once it is in the log. That is noted anew after a start, from the latest snapshot on, and refused
 * is nothing then; it happened.
 */
import type { RecordBatch } from '../records/batch.ts'
import { readMarker } from '../records/control.ts'
import type { AppendRequest } from './append.ts'
import type { AppendVerdict, MarkerFacts } from './producer-state/facts.ts'
import type { ProducerStates } from './producer-state/producer-states.ts'
import type { CompletedTransaction } from './producer-state/transactions.ts'

/** From here on a new batch of an unknown producer must begin with sequence 0. */
const TRANSACTIONS_WITH_OWN_EPOCH = 2

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

/** Whether a batch may be appended, and the marker that is in it; null for a marker that may. */
export function askProducers(
  producers: ProducerStates,
  { batch, marker }: { readonly batch: RecordBatch; readonly marker: MarkerFacts | null },
  { origin, transactionVersion = 0 }: AppendRequest,
): AppendVerdict | null {
  if (marker !== null) return producers.checkMarker(marker, { origin, transactionVersion })
  return producers.check([batch], { origin, mustStartAtZero: transactionVersion >= TRANSACTIONS_WITH_OWN_EPOCH })
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
