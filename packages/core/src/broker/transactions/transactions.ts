/**
 * The transaction coordinator: producer ids, and every transactional id of this broker with the transaction
 * that it has under way. A step is written to `__transaction_state` before anybody hears of it; the rules
 * themselves are in the files beside this one, and change nothing.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { Random } from '../../host/random.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { BrokerConfig } from '../broker-config.ts'
import type { Groups } from '../groups/groups.ts'
import type { InternalTopics } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'
import { Completion } from './completion.ts'
import type { Refused } from './decision.ts'
import { completed, decideEnd, type EndRequest, fence } from './end.ts'
import { mendHanging } from './hanging.ts'
import { type Initialization, initialize } from './initialize.ts'
import { matching, type TransactionFilter } from './listing.ts'
import { type Ending, type MarkerOutcome, Markers } from './markers.ts'
import { type Addition, add, type ProducerClaim, verify } from './membership.ts'
import type { TopicPartition } from './partition-set.ts'
import { type ProducerIdBlocks, ProducerIds } from './producer-ids.ts'
import { failed, outcomeOf, outcomeOfFreshId, type ProducerOutcome, whenDurable } from './producer-outcome.ts'
import { Rounds } from './rounds.ts'
import { StateLog, type Written } from './state-log.ts'
import { StateRegister } from './state-register.ts'
import { isBeingEnded, NONE, newState, type TransactionState } from './transaction-state.ts'

export interface TransactionsOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly internalTopics: InternalTopics
  readonly groups: Groups
  readonly producerIdBlocks: ProducerIdBlocks
}

/** What a producer wants to write in its transaction. */
export interface Admission extends ProducerClaim {
  readonly partition: TopicPartition
  /** Whether a partition that is not yet part of the transaction becomes one (transactions of version 2). */
  readonly mayAdd: boolean
}

export interface InitializationRequest extends Omit<Initialization, 'nowMs'> {
  readonly transactionalId: string | null
}

export class Transactions {
  readonly #options: TransactionsOptions
  readonly #log: StateLog
  readonly #markers: Markers
  readonly #completion: Completion
  readonly #producerIds: ProducerIds
  readonly #timeouts: Rounds
  readonly #expiry: Rounds
  readonly #states: StateRegister

  constructor(options: TransactionsOptions) {
    const { clock, logger, config } = options
    this.#options = options
    this.#log = new StateLog(options)
    this.#states = new StateRegister(this.#log)
    this.#markers = new Markers(options)
    this.#completion = new Completion({
      clock,
      logger,
      markers: this.#markers,
      coordinatorEpoch: (transactionalId) => this.#log.coordinatorEpoch(transactionalId),
      write: (state) => this.#write(state),
    })
    this.#producerIds = new ProducerIds(options.producerIdBlocks, logger)
    const timeoutsMs = config.transactionAbortTimedOutTransactionCleanupIntervalMs
    const expiryMs = config.transactionRemoveExpiredTransactionCleanupIntervalMs
    this.#timeouts = new Rounds({ clock, intervalMs: timeoutsMs, round: () => this.#abortTimedOut() })
    this.#expiry = new Rounds({ clock, intervalMs: expiryMs, round: () => this.#forgetUnused() })
  }

  /** Brings back what `__transaction_state` holds, and completes what was decided; before the first request. */
  load(): void {
    this.#states.load()
    this.#mend()
    this.#lookAfter()
    for (const state of this.#states.values()) if (isBeingEnded(state)) void this.#completion.run(state, null)
  }

  /** An id for a producer without transactions; or the next epoch of a transactional id, which fences the last. */
  async initialize(request: InitializationRequest): Promise<ProducerOutcome> {
    const { transactionalId, timeoutMs } = request
    if (transactionalId === null) return outcomeOfFreshId(await this.#producerIds.take())
    if (transactionalId === '') return failed('INVALID_REQUEST')
    const isTimeout = timeoutMs > 0 && timeoutMs <= this.#options.config.transactionMaxTimeoutMs
    if (!isTimeout) return failed('INVALID_TRANSACTION_TIMEOUT')
    await this.#log.ensure()
    if (this.#states.get(transactionalId) !== undefined) return await this.#initialize(transactionalId, request, null)
    const freshId = await this.#producerIds.take()
    if (freshId === null) return failed('COORDINATOR_LOAD_IN_PROGRESS')
    return await this.#initialize(transactionalId, request, freshId)
  }

  /** Adds partitions to a producer's transaction, beginning it with the first; `NONE`, or why not. */
  add(addition: Addition): ErrorName | Promise<ErrorName> {
    const written = this.#add(addition)
    if (written.kind === 'refused') return written.error
    return whenDurable(written.durable, 'NONE', 'NOT_COORDINATOR')
  }

  /** Whether a partition belongs to a producer's transaction: `NONE`, or why the producer may not write there. */
  verify(claim: ProducerClaim, partition: TopicPartition): ErrorName {
    return verify(this.#states.get(claim.transactionalId), claim, partition)
  }

  /** Whether a producer may write to a partition in its transaction now; `NONE`, or why not. */
  admit(admission: Admission): ErrorName {
    const { partition, mayAdd } = admission
    const state = this.#states.get(admission.transactionalId)
    const isPart = state?.partitions.has(partition.topic, partition.partition) === true
    if (!isPart && !mayAdd && !this.#options.config.transactionPartitionVerificationEnable) return 'NONE'
    const error = isPart || !mayAdd ? verify(state, admission, partition) : this.#admitAnew(admission)
    return error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error
  }

  /** Ends a producer's transaction, and gives the id and epoch that it goes on with. */
  end(request: EndRequest): ProducerOutcome | Promise<ProducerOutcome> {
    const state = this.#states.get(request.transactionalId)
    const decision = decideEnd(state, request, this.#moment())
    if (decision.kind === 'refused') {
      return decision.error === 'NONE' && state !== undefined ? outcomeOf(state) : failed(decision.error)
    }
    const written = this.#write(decision.state)
    if (written.kind === 'refused') return failed(written.error)
    const outcome = outcomeOf(completed(decision.state, NONE))
    const completion = this.#completion.run(decision.state, written.durable)
    return completion === null ? outcome : completion.then((error) => (error === 'NONE' ? outcome : failed(error)))
  }

  /** Writes a marker as another asks, be it an operator who ends a transaction by hand. */
  mark(partition: TopicPartition, ending: Ending): MarkerOutcome {
    return this.#markers.write(partition, ending)
  }

  describe(transactionalId: string): TransactionState | undefined {
    return this.#states.get(transactionalId)
  }

  list(filter: TransactionFilter): TransactionState[] {
    return matching(this.#states.values(), filter, this.#options.clock.nowMs())
  }

  /** Ends all waiting and lets go of the timers. */
  close(): void {
    this.#timeouts.close()
    this.#expiry.close()
    this.#completion.close()
  }

  #initialize(
    transactionalId: string,
    request: InitializationRequest,
    freshId: number | null,
  ): ProducerOutcome | Promise<ProducerOutcome> {
    const state = this.#states.get(transactionalId) ?? newState(transactionalId, freshId ?? NONE)
    const { nowMs, freshId: takeId } = this.#moment()
    const decision = initialize(state, { ...request, nowMs }, takeId)
    if (decision.kind === 'refused') return failed(decision.error)
    if (decision.kind === 'abort-first') {
      const isAborted = this.#abort(state)
      return isAborted ? this.#initialize(transactionalId, request, null) : failed('CONCURRENT_TRANSACTIONS')
    }
    const written = this.#write(decision.state)
    if (written.kind === 'refused') return failed(written.error)
    return whenDurable(written.durable, outcomeOf(decision.state), failed('NOT_COORDINATOR'))
  }

  #add(addition: Addition): Written | Refused {
    const decision = add(this.#states.get(addition.transactionalId), addition, this.#options.clock.nowMs())
    return decision.kind === 'refused' ? decision : this.#write(decision.state)
  }

  #admitAnew(admission: Admission): ErrorName {
    const written = this.#add({ ...admission, partitions: [admission.partition], version: 2 })
    return written.kind === 'refused' ? written.error : 'NONE'
  }

  /** Aborts an open transaction, fencing its producer. False: it is not over yet. */
  #abort(state: TransactionState): boolean {
    const decision = fence(state, this.#moment())
    if (decision.kind === 'refused') return false
    const written = this.#write(decision.state)
    if (written.kind === 'refused') return false
    void this.#completion.run(decision.state, written.durable)
    const after = this.#states.get(state.transactionalId)
    return after !== undefined && !isBeingEnded(after)
  }

  #write(state: TransactionState): Written | Refused {
    const written = this.#states.write(state)
    if (written.kind === 'written') this.#lookAfter()
    return written
  }

  #lookAfter(): void {
    if (this.#states.ongoingCount > 0) this.#timeouts.begin()
    if (this.#states.size > 0) this.#expiry.begin()
  }

  #abortTimedOut(): boolean {
    for (const state of this.#states.timedOut(this.#options.clock.nowMs())) {
      const { transactionalId, producerId, producerEpoch, timeoutMs } = state
      this.#options.logger.info({ transactionalId, producerId, producerEpoch, timeoutMs }, 'a transaction timed out')
      this.#abort(state)
    }
    return this.#states.ongoingCount > 0
  }

  #forgetUnused(): boolean {
    this.#states.forgetUnusedSince(this.#options.clock.nowMs() - this.#options.config.transactionalIdExpirationMs)
    return this.#states.size > 0
  }

  /** Makes good what a loss of power has left: see `hanging.ts`. */
  #mend(): void {
    const byProducerId = new Map<number, TransactionState>()
    for (const state of this.#states.values()) byProducerId.set(state.previousProducerId, state)
    for (const state of this.#states.values()) byProducerId.set(state.producerId, state)
    const stateOf = (producerId: number) => byProducerId.get(producerId)
    const lost = mendHanging({ ...this.#options, markers: this.#markers, stateOf })
    for (const [state, { epoch, partitions }] of lost) {
      const raised = { ...state, producerEpoch: epoch, partitions: state.partitions.with(partitions) }
      if (state.status === 'Ongoing') this.#abort(raised)
      else this.#write(raised)
    }
  }

  #moment() {
    return { nowMs: this.#options.clock.nowMs(), freshId: () => this.#producerIds.takeNow() }
  }
}
