/**
 * A producer's transactions, one after the other: begin, send, commit or abort. All records that were sent and all
 * offsets become visible together, or none does. A call that was not done in time may be made again.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { BrokerConnection } from '../connection/broker-connection.ts'
import { within } from '../deadline.ts'
import { channels } from '../diagnostics.ts'
import { AbortableError, type ClientError, FatalError, FencedError } from '../errors.ts'
import type { ProducerIds } from '../producer/producer-ids.ts'
import { CoordinatorCalls } from './coordinator-calls.ts'
import { type CallTerms, EndingCall } from './ending-call.ts'
import { type GroupMetadata, GroupOffsets, type OffsetToCommit } from './group-offsets.ts'
import { TransactionState } from './transaction-state.ts'
import { TransactionalIdentity } from './transactional-identity.ts'

export interface TransactionSetup {
  readonly cluster: Cluster
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  readonly maxBlockMs: number
  /** Resolves when all records that were taken are delivered or given up. */
  readonly allDone: () => Promise<void>
  /** Gives up the records that are not on the wire. */
  readonly giveUp: (problem: ClientError) => void
  /** More may be sent than before, or less. */
  readonly changed: () => void
}

export interface WaitOptions {
  /** Ends the call; what was begun may still be done, and the same call may be made again. */
  readonly signal?: AbortSignal | undefined
}

/** 6, for two-phase commit, is not stable. */
const INIT_VERSIONS = [0, 5] as const
const NO_IDS: ProducerIds = { producerId: -1, producerEpoch: -1 }
/** The first version of EndTxn that is for transaction version 2, and the feature that says so. */
const END_VERSION_2 = 5
const FEATURE = 'transaction.version'

export class Transactions {
  readonly identity: TransactionalIdentity
  readonly state: TransactionState
  readonly #setup: TransactionSetup
  readonly #calls: CoordinatorCalls
  readonly #offsets: GroupOffsets
  /** Commits of offsets that are not answered yet. */
  readonly #offsetsUnderWay = new Set<Promise<void>>()
  readonly #ending = new EndingCall()

  constructor(setup: TransactionSetup) {
    const { cluster, transactionalId, changed } = setup
    const events = { changed, failed: (problem: ClientError) => void this.#failed(problem) }
    this.#setup = setup
    this.state = new TransactionState(transactionalId)
    this.#calls = new CoordinatorCalls(cluster, { kind: 'transaction', key: transactionalId })
    this.identity = new TransactionalIdentity({ transactionalId, calls: this.#calls, state: this.state, events })
    this.#offsets = new GroupOffsets({ cluster, identity: this.identity, calls: this.#calls })
  }

  /** Fences earlier producers of the transactional id off; what they left open is aborted. */
  async init(options: WaitOptions = {}): Promise<void> {
    await this.#ending.run('initTransactions', () => this.#init(), this.#terms(options))
  }

  begin(): void {
    this.state.enter('open', { from: ['ready'], call: 'begin' })
    this.#ending.forget()
    this.#publish('begin')
    this.#setup.changed()
  }

  async sendOffsets(
    offsets: readonly OffsetToCommit[],
    group: GroupMetadata,
    options: WaitOptions = {},
  ): Promise<void> {
    this.state.enter('open', { from: ['open'], call: 'sendOffsets' })
    if (offsets.length === 0) return
    const terms = this.#terms(options)
    const underWay = this.#guarded(() => this.#offsets.commit(offsets, group, terms.deadlineMs))
    // The transaction does not end before this has, heard or not.
    const noticed = underWay.catch(() => {}).finally(() => this.#offsetsUnderWay.delete(noticed))
    this.#offsetsUnderWay.add(noticed)
    await within(underWay, { ...terms, what: `${terms.subject}: sendOffsets` })
  }

  async commit(options: WaitOptions = {}): Promise<void> {
    await this.#ending.run('commit', () => this.#commit(), this.#terms(options))
  }

  async abort(options: WaitOptions = {}): Promise<void> {
    await this.#ending.run('abort', () => this.#abort(), this.#terms(options))
  }

  /** Aborts what is open, as far as that is possible: for a producer that is being closed. */
  async abandon(): Promise<void> {
    if (!['open', 'abortable', 'aborting'].includes(this.state.phase)) return
    await this.abort().catch((problem) => {
      const { logger } = this.#setup.cluster.settings
      logger.warn(
        { transactionalId: this.identity.transactionalId, error: problem },
        'the open transaction was not aborted',
      )
    })
  }

  async #init(): Promise<void> {
    this.state.enter('initializing', { from: ['new'], call: 'initTransactions' })
    try {
      await this.#initIds(NO_IDS)
      this.state.enter('ready', { from: ['initializing'], call: 'initTransactions' })
    } catch (problem) {
      if (this.state.phase === 'initializing')
        this.state.enter('new', { from: ['initializing'], call: 'initTransactions' })
      throw problem
    } finally {
      this.#setup.changed()
    }
  }

  async #commit(): Promise<void> {
    this.state.enter('committing', { from: ['open', 'committing'], call: 'commit' })
    this.#setup.changed()
    await Promise.all(this.#offsetsUnderWay)
    await this.#setup.allDone()
    this.state.refuseIfFailed()
    if (this.identity.isStarted) await this.#guarded(() => this.#end(true))
    this.#over('commit')
  }

  async #abort(): Promise<void> {
    const { identity, state } = this
    state.enter('aborting', { from: ['open', 'abortable', 'aborting'], call: 'abort' })
    identity.abortedBy ??= new AbortableError(errors.TRANSACTION_ABORTABLE, {
      place: { subject: identity.transactionalId },
      message: 'the transaction was aborted',
    })
    this.#setup.giveUp(identity.abortedBy)
    this.#setup.changed()
    await Promise.all([...this.#offsetsUnderWay, this.#setup.allDone(), this.#settled()])
    state.refuseIfFailed()
    if (identity.isStarted) await this.#guarded(() => this.#end(false))
    identity.isStarted = false
    if (identity.needsNewEpoch) await this.#initIds(identity.knownIds)
    this.#over('abort')
  }

  #over(action: 'commit' | 'abort'): void {
    this.identity.ended()
    this.state.enter('ready', { from: ['committing', 'aborting'], call: action })
    this.#publish(action)
    this.#setup.changed()
  }

  /** The coordinator may be asked about partitions for as long as it is away; an abort waits no longer than any call. */
  async #settled(): Promise<void> {
    const { identity } = this
    await this.#setup.cluster.retrying(() => identity.settled(), { deadlineMs: this.#deadlineMs() })
  }

  async #initIds(known: ProducerIds): Promise<void> {
    const { transactionalId, transactionTimeoutMs } = this.#setup
    const body = { transactionalId, transactionTimeoutMs }
    await this.#guarded(async () => {
      const answered = await this.#calls.ask({
        exchange: {
          api: apis.initProducerId,
          versions: INIT_VERSIONS,
          body: known === NO_IDS ? body : { ...body, ...known },
        },
        codes: ({ errorCode }) => [errorCode],
        deadlineMs: this.#deadlineMs(),
      })
      const { producerId, producerEpoch } = answered.body
      this.identity.took({ producerId, producerEpoch }, hasVersion2(answered.connection))
    })
  }

  async #end(committed: boolean): Promise<void> {
    const { identity } = this
    const { transactionalId, isVersion2, knownIds } = identity
    const { body, connection } = await this.#calls.ask({
      exchange: {
        api: apis.endTxn,
        versions: [isVersion2 ? END_VERSION_2 : 0, isVersion2 ? END_VERSION_2 : END_VERSION_2 - 1],
        body: { transactionalId, ...knownIds, committed },
      },
      codes: ({ errorCode }) => [errorCode],
      deadlineMs: this.#deadlineMs(),
    })
    const { producerId, producerEpoch } = body
    if (producerId >= 0) identity.took({ producerId, producerEpoch }, hasVersion2(connection))
    else if (hasVersion2(connection)) identity.isVersion2 = true
  }

  /** Runs a request of the transaction; what it is refused with decides how the producer can go on. */
  async #guarded(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (problem) {
      const isOfTheTransaction = [AbortableError, FencedError, FatalError].some((one) => problem instanceof one)
      throw isOfTheTransaction ? this.#failed(problem as ClientError) : problem
    }
  }

  /** The transaction has failed, or the producer for good: what was not sent is given up at once. */
  #failed(problem: ClientError): ClientError {
    const { identity, state } = this
    if (problem.code === errors.UNKNOWN_PRODUCER_ID.name) identity.needsNewEpoch = true
    const isFinal = problem instanceof FencedError || problem instanceof FatalError
    const failure = isFinal ? state.failForGood(problem) : state.fail(problem)
    if (state.phase !== 'abortable' && state.phase !== 'fatal') return failure
    identity.abortedBy ??= failure
    this.#setup.giveUp(failure)
    this.#setup.changed()
    return failure
  }

  #terms({ signal }: WaitOptions): CallTerms {
    const { cluster, transactionalId: subject } = this.#setup
    return { clock: cluster.settings.clock, deadlineMs: this.#deadlineMs(), subject, signal }
  }

  #deadlineMs(): number {
    return this.#setup.cluster.settings.clock.elapsedMs() + this.#setup.maxBlockMs
  }

  #publish(action: 'begin' | 'commit' | 'abort'): void {
    if (!channels.transaction.hasSubscribers) return
    const { clientId } = this.#setup.cluster.settings
    channels.transaction.publish({ clientId, transactionalId: this.identity.transactionalId, action })
  }
}

function hasVersion2(connection: BrokerConnection): boolean {
  return connection.versions.featureLevel(FEATURE) >= 2
}
