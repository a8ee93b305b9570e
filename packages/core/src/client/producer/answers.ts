/**
 * What follows from an answer to Produce, or from there being none: each batch is delivered, sent again in its
 * order, split, or given up; and the view of the cluster learns who leads the partition now.
 */
import type { Body } from '../../protocol/body.ts'
import type { produceResponse } from '../../protocol/messages/00-produce.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type BrokerError, brokerError, type ClientError, type ErrorPlace } from '../errors.ts'
import type { BatchEndings } from './batch-endings.ts'
import type { Asked } from './broker-lane.ts'
import type { BufferMemory } from './buffer-memory.ts'
import type { Identity } from './identity.ts'
import type { MetadataKeeper } from './metadata-keeper.ts'
import type { Outstanding } from './outstanding.ts'
import { answersOf, type PartitionAnswer, type Shipment } from './produce-request.ts'
import type { ProducerSettings } from './producer-options.ts'
import { halves } from './split-batch.ts'
import { verdictOn } from './verdict.ts'

/** So many records that the broker refused are told of in an error's message. */
const TOLD_MAX = 3

export interface AnswerParts {
  readonly settings: ProducerSettings
  readonly cluster: Cluster
  readonly memory: BufferMemory
  readonly outstanding: Outstanding
  readonly endings: BatchEndings
  readonly metadata: MetadataKeeper
  readonly identity: () => Identity | null
}

export class Answers {
  readonly #parts: AnswerParts

  constructor(parts: AnswerParts) {
    this.#parts = parts
  }

  take(shipments: readonly Shipment[], answer: Body<typeof produceResponse>, { broker, view }: Asked): void {
    const parts = answersOf(answer, shipments, view)
    for (const shipment of shipments) {
      shipment.queue.takeOffWire(shipment.batch)
      const part = parts.get(shipment.queue)
      if (part === undefined)
        this.#again(
          shipment,
          brokerError(-1, { place: placeOf(shipment, broker), message: 'the answer leaves the batch out' }),
        )
      else this.#judge(shipment, part, { answer, broker })
    }
  }

  /** Batches that no answer was asked for. */
  left(shipments: readonly Shipment[]): void {
    const { endings } = this.#parts
    for (const { queue, batch } of shipments) {
      queue.takeOffWire(batch)
      endings.delivered(queue, batch, { baseOffset: -1, logAppendTimeMs: -1 })
    }
  }

  lost(shipments: readonly Shipment[], problem: ClientError): void {
    const { cluster, endings, metadata } = this.#parts
    for (const shipment of shipments) {
      shipment.queue.takeOffWire(shipment.batch)
      if (problem.retriable && !cluster.isClosed) this.#again(shipment, problem)
      else endings.givenUp(shipment.queue, shipment.batch, problem)
    }
    if (problem.retriable) metadata.request()
  }

  #judge(
    shipment: Shipment,
    part: PartitionAnswer,
    { answer, broker }: { answer: Body<typeof produceResponse>; broker: string },
  ): void {
    const { queue, batch } = shipment
    const { endings } = this.#parts
    const verdict = verdictOn(part.errorCode, batch.recordCount)
    if (verdict === 'delivered') {
      const { baseOffset, logAppendTimeMs } = part
      queue.acknowledged(batch)
      return endings.delivered(queue, batch, { baseOffset: part.errorCode === 0 ? baseOffset : -1, logAppendTimeMs })
    }
    const problem = problemOf(part, placeOf(shipment, broker))
    switch (verdict) {
      case 'again':
        return this.#again(shipment, problem)
      case 'elsewhere':
        this.#learn(shipment, part, answer)
        return this.#again(shipment, problem)
      case 'split':
        return this.#split(shipment)
      case 'out of order':
        return this.#outOfOrder(shipment, problem)
      default:
        return endings.givenUp(queue, batch, problem)
    }
  }

  /** Back into its place, to be sent again after a pause; unless its time is over. */
  #again({ queue, batch }: Shipment, problem: ClientError): void {
    const { settings, endings, identity } = this.#parts
    const abortedBy = identity()?.abortedBy ?? null
    if (batch.isOver || abortedBy !== null) return endings.givenUp(queue, batch, abortedBy ?? problem)
    const { clock, random, retryBackoffMs, retryBackoffMaxMs } = settings
    const wholeMs = Math.min(retryBackoffMaxMs, retryBackoffMs * 2 ** Math.min(batch.attempts - 1, 30))
    batch.retryAtMs = clock.elapsedMs() + wholeMs * (0.8 + 0.4 * random.fraction())
    batch.lastProblem = problem
    queue.putBack(batch)
  }

  /**
   * The broker misses a batch before this one. If it is still to come, this one only has to wait for it. Otherwise
   * it never will, and neither this batch nor any behind it has been written: all of them begin anew.
   */
  #outOfOrder(shipment: Shipment, problem: BrokerError): void {
    const { queue, batch } = shipment
    const identity = this.#parts.identity()
    if (identity === null || batch.isOver) return this.#parts.endings.givenUp(queue, batch, problem)
    if (!queue.isFirst(batch)) return this.#again(shipment, problem)
    if (identity.transactionalId !== null) return this.#parts.endings.givenUp(queue, batch, problem)
    queue.mustRenumber = true
    this.#again(shipment, problem)
  }

  #split({ queue, batch }: Shipment): void {
    const { settings, memory, outstanding } = this.#parts
    const parts = queue.split(batch, halves(batch, settings.compression))
    for (const part of parts) memory.reserve(part.reservedBytes)
    if (!batch.isOver) for (const _ of parts.slice(1)) outstanding.add(batch.generation)
    queue.putBack(...parts)
    memory.release(batch.reservedBytes)
    batch.reservedBytes = 0
    const builder = batch.takeBuilder()
    if (builder !== null) memory.giveBack(builder)
    settings.logger.debug({ partition: queue.name, records: batch.recordCount }, 'a batch was too large, and is split')
  }

  #learn({ queue }: Shipment, part: PartitionAnswer, answer: Body<typeof produceResponse>): void {
    const { cluster, metadata } = this.#parts
    const { leaderId, leaderEpoch } = part.currentLeader
    const { topic, partition } = queue
    const before = cluster.view
    if (leaderId >= 0) cluster.learnLeader({ topic, partition, leaderId, leaderEpoch }, answer.nodeEndpoints)
    if (cluster.view === before) metadata.request()
  }
}

function placeOf({ queue }: Shipment, broker: string): ErrorPlace {
  return { api: 'Produce', broker, subject: queue.name }
}

function problemOf(part: PartitionAnswer, place: ErrorPlace): BrokerError {
  const { errorCode, errorMessage, recordErrors } = part
  const records = recordErrors
    .slice(0, TOLD_MAX)
    .map(({ batchIndex, batchIndexErrorMessage }) => `record ${batchIndex}: ${batchIndexErrorMessage ?? 'refused'}`)
  const untold = recordErrors.length - records.length
  if (untold > 0) records.push(`and ${untold} more`)
  const said = [errorMessage, ...records].filter((text) => text !== null)
  const message = said.length === 0 ? null : said.join('; ')
  return brokerError(errorCode, { place, message })
}
