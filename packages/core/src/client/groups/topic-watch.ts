/**
 * Watches the topics that a group reads, by looking at the view of the cluster again and again: the leader, whether
 * the partitions are still those that it divided; every member of a pattern, whether it still fits the same topics.
 */
import type { Timer } from '../../host/clock.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import { compareNames } from './assignor.ts'

export interface TopicWatchOptions {
  readonly topics: readonly string[] | RegExp
  readonly onChange: (reason: string) => void
  /** How often the view that others refresh is looked at, which costs next to nothing. */
  readonly lookEveryMs: number
}

export class TopicWatch {
  readonly #cluster: Cluster
  readonly #options: TopicWatchOptions
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
  }

  /** The topics to join with. */
  async subscribed(): Promise<readonly string[]> {
    const { topics } = this.#options
    if (topics instanceof RegExp) {
      this.#cluster.wantAll()
      await this.#refresh()
    } else this.#cluster.want(topics)
    this.#joined = this.#fitting()
    return this.#joined
  }

  /** Whether a topic is one of those to read. */
  fits(topic: string): boolean {
    const { topics } = this.#options
    if (!(topics instanceof RegExp)) return topics.includes(topic)
    return new RegExp(`^(?:${topics.source})$`, topics.flags.replace(/[gy]/g, '')).test(topic)
  }

  /** As the leader: the view with these topics in it. */
  async viewOf(topics: readonly string[]): Promise<ClusterView> {
    this.#cluster.want(topics)
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
    this.#next()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
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
    await this.#cluster.refresh()
    this.#refreshedMs = this.#cluster.settings.clock.elapsedMs()
  }

  #compare(): void {
    const { view } = this.#cluster
    if (this.#timer === undefined || view === this.#seen) return
    this.#seen = view
    if (this.#fitting().join() !== this.#joined.join()) return this.#options.onChange('other topics fit the pattern')
    for (const [topic, count] of this.#divided ?? []) {
      const found = countOf(view, topic)
      if (found === count) continue
      return this.#options.onChange(`topic ${topic} has ${found} partitions, and ${count} were divided`)
    }
  }

  #fitting(): readonly string[] {
    if (!(this.#options.topics instanceof RegExp)) return this.#options.topics
    const all = [...this.#cluster.view.topics.values()].filter(({ isInternal }) => !isInternal)
    return all
      .map(({ name }) => name)
      .filter((name) => this.fits(name))
      .sort(compareNames)
  }
}

function countOf(view: ClusterView, topic: string): number {
  return view.topics.get(topic)?.partitions.length ?? 0
}

function ignore(): void {}
