/**
 * The cluster as a client reaches it: from some brokers that it was told of it learns of all, keeps its view of
 * who leads what up to date, and has a link to each broker that it needs. Links are of one lane: what waits long
 * (a fetch) or may not wait (a heartbeat) goes by a lane of its own, since a broker answers a connection's
 * requests one after the other.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import type { ClientSettings } from '../client-options.ts'
import type { BrokerAddress, BrokerLink } from '../connection/broker-link.ts'
import type { Exchange } from '../connection/exchange.ts'
import { ClientError, ClosedError, ConnectionError } from '../errors.ts'
import { sinceMs } from '../health.ts'
import { Backoff } from '../pause.ts'
import { retrying } from '../retrying.ts'
import type { ClusterView } from './cluster-view.ts'
import { firstConnected } from './first-connected.ts'
import type { Followed } from './interests.ts'
import { type Lane, Links } from './links.ts'
import { ViewKeeper } from './view-keeper.ts'

export type { Lane } from './links.ts'

export interface ClusterOptions {
  /** Whether brokers may create topics that are asked for and are not there, where their settings allow it. Default: false. */
  readonly createsTopics?: boolean
}

export class Cluster {
  readonly settings: ClientSettings
  readonly #links: Links
  readonly #keeper: ViewKeeper
  readonly #closing = new AbortController()

  constructor(settings: ClientSettings, options: ClusterOptions = {}) {
    this.settings = settings
    this.#links = new Links(settings)
    this.#keeper = new ViewKeeper({
      settings,
      createsTopics: options.createsTopics ?? false,
      signal: this.signal,
      ask: (body) => this.askAnyBroker({ api: apis.metadata, body }),
      startOver: () => this.#links.startOver(),
      onView: ({ brokers }) => this.#links.forgetMoved(brokers),
    })
  }

  /** What was last learnt. */
  get view(): ClusterView {
    return this.#keeper.view
  }

  /** How old the view is; infinite before the first. */
  get viewAgeMs(): number {
    return this.#keeper.viewAgeMs
  }

  /** Since any broker last answered anything; null before the first answer. */
  get sinceLastAnswerMs(): number | null {
    return sinceMs(this.settings.clock.elapsedMs(), this.#links.lastAnswerMs)
  }

  /** Aborted when the client is closed; for those who wait on its behalf. */
  get signal(): AbortSignal {
    return this.#closing.signal
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Keeps the view up to date for the topics that this says with each new view, until what is given back is called. */
  follow(followed: Followed): () => void {
    return this.#keeper.follow(followed)
  }

  /** These topics are used now: the next views have them too, until they are not used for `metadataMaxIdleMs`. */
  use(topics: Iterable<string>): void {
    this.#keeper.use(topics)
  }

  /** The view, which is asked for again where it does not know the topic; then it says why not in `problems`. */
  viewOf(topic: string): Promise<ClusterView> {
    return this.#keeper.viewOf(topic)
  }

  /** A new view of all topics, for whoever follows all. */
  viewOfAll(): Promise<ClusterView> {
    return this.#keeper.viewOfAll()
  }

  /** Asks for a new view, after a pause where that was done just now. Who asks while it is under way shares the answer. */
  refresh(): Promise<ClusterView> {
    return this.#keeper.refresh()
  }

  /** Takes over what an answer said of a partition's new leader, and of the brokers that it named. */
  learnLeader(leader: Parameters<ClusterView['withLeader']>[0], brokers: readonly BrokerAddress[] = []): void {
    this.#keeper.learnLeader(leader, brokers)
  }

  /** The link to a broker, by its number. */
  link(nodeId: number, lane: Lane = 'main'): BrokerLink {
    const address = this.view.brokers.get(nodeId)
    if (address === undefined) throw new ConnectionError(`no broker ${nodeId} is known`, { code: 'UNKNOWN_BROKER' })
    return this.#links.to(address, lane)
  }

  /** Asks whichever broker can be reached, and another one where its answer does not come. Names it, for errors. */
  async askAnyBroker<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<{ broker: string; body: Body<Response> }> {
    if (this.isClosed) throw new ClosedError('the client is closed')
    const left = this.#links.candidates(this.view.brokers)
    for (;;) {
      const link = await firstConnected(left, this.settings.clock)
      left.splice(left.indexOf(link), 1)
      try {
        return { broker: link.name, body: await link.ask(exchange) }
      } catch (problem) {
        const isFinal = !(problem instanceof ClientError && problem.retriable)
        if (isFinal || this.isClosed || left.length === 0) throw problem
      }
    }
  }

  /** The same, without the broker's name. */
  async askAny<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<Body<Response>> {
    return (await this.askAnyBroker(exchange)).body
  }

  /**
   * Runs something again and again, with growing pauses, until it succeeds or cannot, the clock's `elapsedMs` has
   * come to `deadlineMs`, or the caller gives up: see `retrying`.
   */
  retrying<Result>(
    work: () => Promise<Result>,
    options: { deadlineMs: number; signal?: AbortSignal | undefined },
  ): Promise<Result> {
    const { clock, random, retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs } = this.settings
    const signals = options.signal === undefined ? [this.signal] : [options.signal, this.signal]
    const backoff = new Backoff({ firstMs, maxMs, random })
    return retrying(work, { clock, backoff, deadlineMs: options.deadlineMs, signals })
  }

  close(): void {
    this.#closing.abort(new ClosedError('the client is closed'))
    this.#keeper.close()
    this.#links.close()
  }
}
