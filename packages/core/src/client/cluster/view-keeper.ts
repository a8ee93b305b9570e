/**
 * Keeps a client's view of the cluster: asks for it when somebody misses something and when it has become old, never
 * twice at once nor twice in a short time. A view that cannot be renewed stays; it may be right still.
 */
import type { Timer } from '../../host/clock.ts'
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { metadataRequest, metadataResponse } from '../../protocol/messages/03-metadata.ts'
import type { ClientSettings } from '../client-options.ts'
import type { BrokerAddress } from '../connection/broker-link.ts'
import { brokerError, type ClientError, ClosedError, ConnectionError } from '../errors.ts'
import { pause } from '../pause.ts'
import { ClusterView } from './cluster-view.ts'
import { type Followed, Interests } from './interests.ts'

export interface ViewKeeperOptions {
  readonly settings: ClientSettings
  /** Whether brokers may create topics that are asked for and are not there, where their settings allow it. */
  readonly createsTopics: boolean
  readonly signal: AbortSignal
  /** Asks any broker, and names it. */
  readonly ask: (
    body: Draft<typeof metadataRequest>,
  ) => Promise<{ broker: string; body: Body<typeof metadataResponse> }>
  /** Lets go of all brokers but those that the program named, and of all connections. */
  readonly startOver: () => void
  /** Called after each new view. */
  readonly onView: (view: ClusterView) => void
}

export class ViewKeeper {
  readonly #options: ViewKeeperOptions
  readonly #interests: Interests
  #view = ClusterView.empty
  /** Whether that was asked for with all topics. */
  #seesAll = false
  #viewedMs = Number.NEGATIVE_INFINITY
  /** Before this moment of the clock's `elapsedMs` nobody is asked again. */
  #nextMs = 0
  #refreshing: Promise<ClusterView> | undefined
  #timer: Timer | undefined
  #failures = 0

  constructor(options: ViewKeeperOptions) {
    this.#options = options
    this.#interests = new Interests(options.settings)
  }

  get view(): ClusterView {
    return this.#view
  }

  get viewAgeMs(): number {
    return this.#nowMs - this.#viewedMs
  }

  follow(followed: Followed): () => void {
    return this.#interests.follow(followed)
  }

  use(topics: Iterable<string>): void {
    if (this.#interests.use(topics)) this.#nextMs = 0 // that somebody asked just now does not hold for this one
  }

  async viewOf(topic: string): Promise<ClusterView> {
    this.use([topic])
    if (this.#view.topics.has(topic)) return this.#view
    const view = await this.refresh()
    if (view.topics.has(topic) || view.problems.has(topic)) return view
    // What was under way had been asked for before the topic was wanted.
    return await this.refresh()
  }

  async viewOfAll(): Promise<ClusterView> {
    if (!this.#seesAll) this.#nextMs = 0
    const view = await this.refresh()
    return this.#seesAll ? view : await this.refresh()
  }

  async refresh(): Promise<ClusterView> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return await this.#refreshing
  }

  learnLeader(leader: Parameters<ClusterView['withLeader']>[0], brokers: readonly BrokerAddress[]): void {
    this.#view = this.#view.withBrokers(brokers).withLeader(leader)
  }

  close(): void {
    this.#timer?.cancel()
  }

  get #nowMs(): number {
    return this.#options.settings.clock.elapsedMs()
  }

  async #refresh(): Promise<ClusterView> {
    const { settings, signal, createsTopics, ask, onView } = this.#options
    const { clock, retryBackoffMs, metadataMaxAgeMs, retryBackoffMaxMs } = settings
    const waitMs = this.#nextMs - this.#nowMs
    if (waitMs > 0) await pause(clock, waitMs, signal)
    let againMs = retryBackoffMaxMs
    try {
      this.#nextMs = Number.POSITIVE_INFINITY // until there is an answer, unless another topic is wanted meanwhile
      const current = this.#interests.current()
      const topics = current === 'all' ? null : Array.from(current, (name) => ({ name }))
      const { broker, body: answer } = await ask({ topics, allowAutoTopicCreation: createsTopics })
      if (answer.errorCode !== errors.NONE.code) throw this.#refused(answer.errorCode, broker)
      this.#view = this.#view.after(answer)
      this.#seesAll = topics === null
      this.#viewedMs = this.#nowMs
      againMs = metadataMaxAgeMs
      onView(this.#view)
      return this.#view
    } finally {
      if (this.#nextMs > 0) this.#nextMs = this.#nowMs + retryBackoffMs
      if (!signal.aborted && this.#viewedMs !== Number.NEGATIVE_INFINITY) this.#renewIn(againMs)
    }
  }

  /** A broker that is no longer the cluster's, or its guard, may send its clients back to where they began (KIP-1102). */
  #refused(errorCode: number, broker: string): ClientError {
    const place = { broker, api: apis.metadata.name }
    if (errorCode !== errors.REBOOTSTRAP_REQUIRED.code) return brokerError(errorCode, { place })
    this.#view = ClusterView.empty
    this.#options.startOver()
    const { name: code, meaning } = errors.REBOOTSTRAP_REQUIRED
    return new ConnectionError(meaning, { place, code })
  }

  /** Asks by itself when the view has become old; where nobody answers, again and again. */
  #renewIn(delayMs: number): void {
    const { clock, logger } = this.#options.settings
    this.#timer?.cancel()
    this.#timer = clock.after(delayMs, () => {
      this.refresh().then(
        () => {
          this.#failures = 0
        },
        (problem) => {
          this.#failures += 1
          const isNews = this.#failures === 1 && !(problem instanceof ClosedError)
          if (isNews) logger.warn({ error: problem }, 'the view of the cluster could not be renewed')
        },
      )
    })
  }
}
