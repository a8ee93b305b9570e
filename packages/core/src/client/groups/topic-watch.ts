/**
 * Watches the topics that a group reads, by looking at the view of the cluster again and again: the leader, whether
 * the partitions are still those that it divided; every member of a pattern, whether it still fits the same topics.
 */
import type { Timer } from '../../host/clock.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import type { Subscription } from './subscription.ts'

export interface TopicWatchOptions {
  readonly subscription: Subscription
  readonly onChange: (reason: string) => void
  /** How often the view that others refresh is looked at, which costs next to nothing. */
  readonly lookEveryMs: number
}

export class TopicWatch {
  readonly #cluster: Cluster
  readonly #options: TopicWatchOptions
  #subscription: Subscription
  #unfollow = () => {}
  #timer: Timer | undefined
  #seen: ClusterView | undefined
  #refreshedMs = 0
  /** What was joined with. */
  #joined: readonly string[] = []
  /** How many partitions the leader divided, by topic; nothing where this member does not lead. */
  #divided: ReadonlyMap<string, number> | undefined

  constructor(cluster: Cluster, options: TopicWatchOptions) {
    this.#cluster = cluster
    this.#options = options
    this.#subscription = options.subscription
  }

  /** Other topics are read from now on; false where they are the same. */
  subscribe(subscription: Subscription): boolean {
    const isNews = !subscription.equals(this.#subscription)
    this.#subscription = subscription
    return isNews
  }

  /** The topics to join with. */
  async subscribed(): Promise<readonly string[]> {
    const { followed } = this.#subscription
    if (followed === 'all') await this.#refresh()
    else this.#cluster.use(followed)
    this.#joined = this.#subscription.topicsIn(this.#cluster.view)
    return this.#joined
  }

  /** Whether a topic is one of those to read. */
  fits(topic: string): boolean {
    return this.#subscription.fits(topic)
  }

  /** As the leader: the view with these topics in it. */
  async viewOf(topics: readonly string[]): Promise<ClusterView> {
    this.#cluster.use(topics)
    const { view } = this.#cluster
    if (topics.some((topic) => !view.topics.has(topic))) await this.#refresh()
    return this.#cluster.view
  }

  /** This is what the leader divided. */
  divided(topics: readonly string[], view: ClusterView): void {
    this.#divided = new Map(topics.map((topic) => [topic, countOf(view, topic)]))
  }

  notLeader(): void {
    this.#divided = undefined
  }

  start(): void {
    this.#refreshedMs = this.#cluster.settings.clock.elapsedMs()
    this.#unfollow = this.#cluster.follow(() => this.#followed())
    this.#next()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#unfollow()
  }

  #followed(): Iterable<string> | 'all' {
    const { followed } = this.#subscription
    return followed === 'all' ? followed : [...followed, ...(this.#divided?.keys() ?? [])]
  }

  #next(): void {
    this.#timer?.cancel()
    this.#timer = this.#cluster.settings.clock.after(this.#options.lookEveryMs, () => {
      this.#next()
      this.#look()
    })
  }

  #look(): void {
    const { clock, metadataMaxAgeMs } = this.#cluster.settings
    const isOld = clock.elapsedMs() - this.#refreshedMs >= metadataMaxAgeMs
    // What fails is tried again at the next look.
    if (isOld) this.#refresh().then(() => this.#compare(), ignore)
    else this.#compare()
  }

  async #refresh(): Promise<void> {
    await (this.#subscription.isPattern ? this.#cluster.viewOfAll() : this.#cluster.refresh())
    this.#refreshedMs = this.#cluster.settings.clock.elapsedMs()
  }

  #compare(): void {
    const { view } = this.#cluster
    if (this.#timer === undefined || view === this.#seen) return
    this.#seen = view
    const isOther = this.#subscription.isPattern && this.#subscription.topicsIn(view).join() !== this.#joined.join()
    if (isOther) return this.#options.onChange('other topics fit the pattern')
    for (const [topic, count] of this.#divided ?? []) {
      const found = countOf(view, topic)
      if (found === count) continue
      return this.#options.onChange(`topic ${topic} has ${found} partitions, and ${count} were divided`)
    }
  }
}

function countOf(view: ClusterView, topic: string): number {
  return view.topics.get(topic)?.partitions.length ?? 0
}

function ignore(): void {}
