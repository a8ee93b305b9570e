/**
 * The cluster as a client reaches it: from some brokers that it was told of it learns of all, keeps its view of
 * who leads what up to date, and has a link to each broker that it needs. Links are of one lane: what waits long
 * (a fetch) or may not wait (a heartbeat) goes by a lane of its own, since a broker answers a connection's
 * requests one after the other.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import { type ClientSettings, parseAddress } from '../client-options.ts'
import { type BrokerAddress, BrokerLink } from '../connection/broker-link.ts'
import type { Exchange } from '../connection/exchange.ts'
import { ClientError, ClosedError, ConnectionError } from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import { ClusterView } from './cluster-view.ts'

/** Which of several connections to the same broker. */
export type Lane = 'main' | 'fetch' | 'group'

export class Cluster {
  readonly settings: ClientSettings
  readonly #links = new Map<string, BrokerLink>()
  readonly #bootstrap: readonly BrokerLink[]
  /** Topics whose leaders are kept up to date; all of them, where somebody asked for that. */
  readonly #wanted = new Set<string>()
  #wantsAll = false
  /** Whether brokers may create topics that are asked for and are not there, where their settings allow it. */
  readonly #createsTopics: boolean
  #view = ClusterView.empty
  #viewedMs = Number.NEGATIVE_INFINITY
  #refreshing: Promise<ClusterView> | undefined
  readonly #closing = new AbortController()

  constructor(settings: ClientSettings, options: { createsTopics?: boolean } = {}) {
    this.settings = settings
    this.#createsTopics = options.createsTopics ?? false
    this.#bootstrap = settings.brokers.map((text) => new BrokerLink({ nodeId: -1, ...parseAddress(text) }, settings))
  }

  /** What was last learnt. */
  get view(): ClusterView {
    return this.#view
  }

  /** Aborted when the client is closed; for those who wait on its behalf. */
  get signal(): AbortSignal {
    return this.#closing.signal
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Keeps the view up to date for these topics too. */
  want(topics: Iterable<string>): void {
    for (const topic of topics) this.#wanted.add(topic)
  }

  wantAll(): void {
    this.#wantsAll = true
  }

  /** The view, which is asked for again where it does not know the topic or has become too old. */
  async viewOf(topic: string): Promise<ClusterView> {
    this.want([topic])
    const isOld = this.settings.clock.elapsedMs() - this.#viewedMs > this.settings.metadataMaxAgeMs
    if (!isOld && this.#view.topics.has(topic)) return this.#view
    return await this.refresh()
  }

  /** How old the view is; infinite before the first. */
  get viewAgeMs(): number {
    return this.settings.clock.elapsedMs() - this.#viewedMs
  }

  /** Takes over what an answer said of a partition's new leader, and of the brokers that it named. */
  learnLeader(leader: Parameters<ClusterView['withLeader']>[0], brokers: readonly BrokerAddress[] = []): void {
    this.#view = this.#view.withBrokers(brokers).withLeader(leader)
  }

  /** Asks for a new view. Whoever asks while that is under way shares the answer. */
  async refresh(): Promise<ClusterView> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return await this.#refreshing
  }

  /** The link to a broker, by its number. */
  link(nodeId: number, lane: Lane = 'main'): BrokerLink {
    const address = this.#view.brokers.get(nodeId)
    if (address === undefined) throw new ConnectionError(`no broker ${nodeId} is known`)
    const key = `${nodeId}@${address.host}:${address.port}/${lane}`
    const found = this.#links.get(key)
    if (found !== undefined) return found
    if (this.isClosed) throw new ClosedError('the client is closed')
    const made = new BrokerLink(address, this.settings)
    this.#links.set(key, made)
    return made
  }

  /** Asks whichever broker can be reached. */
  async askAny<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<Body<Response>> {
    let last: unknown = new ConnectionError('no broker is known')
    for (const link of this.#candidates()) {
      try {
        return await link.ask(exchange)
      } catch (problem) {
        if (!(problem instanceof ClientError) || !problem.retriable || this.isClosed) throw problem
        last = problem
      }
    }
    throw last
  }

  /** Runs something again and again, with growing pauses, until it succeeds, cannot, or the time is over. */
  async retrying<Result>(
    work: () => Promise<Result>,
    options: { deadlineMs: number; signal?: AbortSignal | undefined },
  ) {
    const { clock, random, retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs } = this.settings
    const backoff = new Backoff({ firstMs, maxMs, random })
    const signal = options.signal === undefined ? this.signal : AbortSignal.any([options.signal, this.signal])
    for (;;) {
      try {
        return await work()
      } catch (problem) {
        if (!(problem instanceof ClientError) || !problem.retriable) throw problem
        const waitMs = backoff.nextMs()
        if (clock.elapsedMs() + waitMs > options.deadlineMs) throw problem
        await pause(clock, waitMs, signal)
      }
    }
  }

  close(): void {
    this.#closing.abort(new ClosedError('the client is closed'))
    for (const link of [...this.#bootstrap, ...this.#links.values()]) link.close()
  }

  async #refresh(): Promise<ClusterView> {
    const topics = this.#wantsAll ? null : Array.from(this.#wanted, (name) => ({ name }))
    const answer = await this.askAny({
      api: apis.metadata,
      body: { topics, allowAutoTopicCreation: this.#createsTopics },
    })
    this.#view = this.#view.after(answer)
    this.#viewedMs = this.settings.clock.elapsedMs()
    this.#forgetOthers()
    return this.#view
  }

  /** Brokers that are known, those connected first and those that failed last; then the ones that we were told of. */
  #candidates(): BrokerLink[] {
    const known = [...this.#view.brokers.keys()].map((nodeId) => this.link(nodeId))
    const merit = (link: BrokerLink) => (link.isConnected ? -1 : link.failures)
    return [...known, ...this.#bootstrap].sort((one, other) => merit(one) - merit(other))
  }

  /** Lets go of the links to brokers that have left the cluster or moved. */
  #forgetOthers(): void {
    const places = new Set(
      Array.from(this.#view.brokers.values(), ({ nodeId, host, port }) => `${nodeId}@${host}:${port}`),
    )
    for (const [key, link] of this.#links) {
      if (places.has(key.slice(0, key.lastIndexOf('/')))) continue
      link.close()
      this.#links.delete(key)
    }
  }
}
