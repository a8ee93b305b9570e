/**
 * The ids of a transactional producer, and which partitions its transaction includes. Under transaction version 1
 * the coordinator is told of a partition before the first batch goes there; under version 2 the partition's leader
 * tells it (KIP-890), and every transaction has an epoch of its own.
 */
import { apis } from '../../protocol/apis.ts'
import { AbortableError, BrokerError, type ClientError, UsageError } from '../errors.ts'
import type { Identity } from '../producer/identity.ts'
import type { PartitionQueue } from '../producer/partition-queue.ts'
import type { ProducerIds } from '../producer/producer-ids.ts'
import type { CoordinatorCalls } from './coordinator-calls.ts'
import type { TransactionState } from './transaction-state.ts'

interface IdentityEvents {
  /** More may be sent than before. */
  changed(): void
  /** Records were given up, or the coordinator refused a partition: the transaction has failed. */
  failed(problem: ClientError): void
}

/** The last version of Produce in which the coordinator has to be told of partitions beforehand. */
const PRODUCE_VERSION_1_MAX = 11
/** The last of AddPartitionsToTxn that is for clients. */
const ADD_PARTITIONS_VERSIONS = [0, 3] as const

export class TransactionalIdentity implements Identity {
  readonly transactionalId: string
  readonly #calls: CoordinatorCalls
  readonly #state: TransactionState
  readonly #events: IdentityEvents
  readonly #added = new Set<PartitionQueue>()
  readonly #toAdd = new Set<PartitionQueue>()
  #adding: Promise<void> | undefined
  #ids: ProducerIds | null = null
  /** Whether transaction version 2 is in force. */
  isVersion2 = false
  /** The coordinator knows of the transaction, or may. */
  isStarted = false
  /** Sequence numbers may have a gap: only another epoch makes an end of that. */
  needsNewEpoch = false
  abortedBy: ClientError | null = null

  constructor(options: {
    transactionalId: string
    calls: CoordinatorCalls
    state: TransactionState
    events: IdentityEvents
  }) {
    this.transactionalId = options.transactionalId
    this.#calls = options.calls
    this.#state = options.state
    this.#events = options.events
  }

  get ids(): ProducerIds | null {
    return this.#ids
  }

  get produceVersionMax(): number {
    return this.isVersion2 ? Number.POSITIVE_INFINITY : PRODUCE_VERSION_1_MAX
  }

  /** @throws UsageError where there are none yet. */
  get knownIds(): ProducerIds {
    if (this.#ids === null) throw new UsageError(`${this.transactionalId}: initTransactions() has to come first`)
    return this.#ids
  }

  acquire(): void {}

  bump(): boolean {
    return false
  }

  allows(queue: PartitionQueue): boolean {
    const { phase } = this.#state
    return (phase === 'open' || phase === 'committing') && (this.isVersion2 || this.#added.has(queue))
  }

  opened(queue: PartitionQueue): void {
    if (this.isVersion2) {
      this.isStarted = true
      return
    }
    if (this.#added.has(queue)) return
    this.#toAdd.add(queue)
    this.#adding ??= this.#add().finally(() => {
      this.#adding = undefined
    })
  }

  failed(problem: ClientError, wasSent: boolean): void {
    if (wasSent) this.needsNewEpoch = true
    const { phase } = this.#state
    if (phase === 'open' || phase === 'committing') this.#events.failed(withoutVerdict(problem))
  }

  /** Resolves when the coordinator is not being told of partitions any more. */
  async settled(): Promise<void> {
    this.#toAdd.clear()
    await this.#adding
  }

  took(ids: ProducerIds, isVersion2: boolean): void {
    this.#ids = ids
    this.isVersion2 = isVersion2
    this.needsNewEpoch = false
  }

  /** The transaction is over; the next begins with no partition. */
  ended(): void {
    this.#added.clear()
    this.#toAdd.clear()
    this.isStarted = false
    this.abortedBy = null
  }

  /** Tells the coordinator of new partitions, of all that have come up at once, as long as there are any. */
  async #add(): Promise<void> {
    await Promise.resolve() // so that partitions that come up in one go are told in one
    while (this.#toAdd.size > 0) {
      const queues = [...this.#toAdd]
      this.#toAdd.clear()
      try {
        await this.#tell(queues)
        for (const queue of queues) this.#added.add(queue)
        this.isStarted = true
        this.#events.changed()
      } catch (problem) {
        this.#toAdd.clear()
        this.#events.failed(problem as ClientError)
      }
    }
  }

  async #tell(queues: readonly PartitionQueue[]): Promise<void> {
    const { producerId, producerEpoch } = this.knownIds
    const topics = new Map<string, number[]>()
    for (const { topic, partition } of queues) {
      const partitions = topics.get(topic)
      if (partitions === undefined) topics.set(topic, [partition])
      else partitions.push(partition)
    }
    await this.#calls.ask({
      exchange: {
        api: apis.addPartitionsToTxn,
        versions: ADD_PARTITIONS_VERSIONS,
        body: {
          v3AndBelowTransactionalId: this.transactionalId,
          v3AndBelowProducerId: producerId,
          v3AndBelowProducerEpoch: producerEpoch,
          v3AndBelowTopics: Array.from(topics, ([name, partitions]) => ({ name, partitions })),
        },
      },
      codes: ({ resultsByTopicV3AndBelow }) =>
        resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) =>
          resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode),
        ),
      deadlineMs: Number.POSITIVE_INFINITY, // records that wait for it have a deadline of their own
    })
  }
}

/**
 * A partition's leader that knows a newer epoch cannot tell whether that is another producer's, or was given by the
 * coordinator when it aborted what took too long. The abort tells: of the second a producer of version 2 recovers.
 */
function withoutVerdict(problem: ClientError): ClientError {
  if (!(problem instanceof BrokerError) || problem.error.name !== 'INVALID_PRODUCER_EPOCH') return problem
  const { error, place } = problem
  const message = 'the partition knows a newer epoch: another producer has the id, or the transaction took too long'
  return new AbortableError(error, { place, message, cause: problem })
}
