/**
 * How a batch ends: delivered or given up. Whoever wanted to hear of a record is told, and the batch's memory is
 * free again; each of that exactly once.
 */
import type { Clock } from '../../host/clock.ts'
import { channels } from '../diagnostics.ts'
import type { ClientError } from '../errors.ts'
import type { BufferMemory } from './buffer-memory.ts'
import type { Identity } from './identity.ts'
import type { Outstanding } from './outstanding.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { Delivery, PendingBatch } from './pending-batch.ts'
import type { RecordMetadata } from './record.ts'
import type { UnreportedFailures } from './unreported-failures.ts'

export interface Written {
  readonly baseOffset: number
  /** -1 where records keep the time that they came with. */
  readonly logAppendTimeMs: number
}

interface Parts {
  readonly settings: { readonly clientId: string; readonly clock: Clock }
  readonly memory: BufferMemory
  readonly outstanding: Outstanding
  readonly failures: UnreportedFailures
  readonly identity: () => Identity | null
}

const NOWHERE: Written = { baseOffset: -1, logAppendTimeMs: -1 }

export class BatchEndings {
  readonly #parts: Parts

  /** The clock's `elapsedMs` when a broker last acknowledged a batch. */
  lastDeliveryMs: number | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The broker has the batch, and has read all of its bytes. */
  delivered(queue: PartitionQueue, batch: PendingBatch, written: Written): void {
    this.lastDeliveryMs = this.#parts.settings.clock.elapsedMs()
    this.#tell(queue, batch, { written, error: null })
    const builder = batch.takeBuilder()
    this.#forget(batch)
    if (builder !== null) this.#parts.memory.giveBack(builder)
  }

  /** The batch is not sent again. Its bytes may still be on their way, so that its memory is not used again. */
  givenUp(queue: PartitionQueue, batch: PendingBatch, error: ClientError): void {
    if (batch.hasNumber) queue.hasGap = true
    this.#parts.identity()?.failed(error, batch.hasNumber)
    this.#tell(queue, batch, { written: NOWHERE, error })
    this.#forget(batch)
  }

  /** The time of a batch that is on the wire is over: its senders hear of it, what else there is to do waits. */
  tooLate(queue: PartitionQueue, batch: PendingBatch, error: ClientError): void {
    this.#parts.identity()?.failed(error, batch.hasNumber)
    this.#tell(queue, batch, { written: NOWHERE, error })
  }

  #forget(batch: PendingBatch): void {
    this.#parts.memory.release(batch.reservedBytes)
    batch.reservedBytes = 0
  }

  #tell(queue: PartitionQueue, batch: PendingBatch, end: { written: Written; error: ClientError | null }): void {
    if (batch.isOver) return
    batch.isOver = true
    const { failures, outstanding } = this.#parts
    const { written, error } = end
    const { baseOffset } = written
    const { topic, partition, listener } = queue
    const { recordCount } = batch
    if (channels.batch.hasSubscribers) {
      const { clientId } = this.#parts.settings
      channels.batch.publish({ clientId, topic, partition, recordCount, baseOffset, error })
    }
    if (listener !== null) failures.guard(() => listener({ error, baseOffset, recordCount }))
    for (const delivery of batch.deliveries) {
      const metadata = error === null ? metadataOf(queue, delivery, written) : null
      failures.guard(() => delivery.delivered(error, metadata))
    }
    // What fails within a transaction is told by its commit.
    const isToldOtherwise = listener !== null || (this.#parts.identity()?.transactionalId ?? null) !== null
    const unheard = isToldOtherwise ? 0 : recordCount - batch.deliveries.length
    if (error !== null && unheard > 0) failures.add(error, unheard)
    outstanding.done(batch.generation)
  }
}

function metadataOf(queue: PartitionQueue, delivery: Delivery, written: Written): RecordMetadata {
  const { topic, partition } = queue
  const offset = written.baseOffset < 0 ? -1 : written.baseOffset + delivery.index
  const timestamp = written.logAppendTimeMs < 0 ? delivery.timestamp : written.logAppendTimeMs
  return { topic, partition, offset, timestamp }
}
