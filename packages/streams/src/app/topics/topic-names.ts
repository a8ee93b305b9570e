/**
 * The names of topics: from those that a topology gives them to those that the cluster knows them by. What belongs to
 * the application has its prefix there, and a pattern stands for the topics of the cluster that it matches.
 */
import { changelogTopic, decoratedTopic } from '../../topology/internal-topic.ts'
import type { SourcePlan } from '../../topology/node-plan.ts'
import type { Topology } from '../../topology/topology.ts'

export interface ChangelogTopic {
  readonly store: string
  readonly name: string
  /** Whether the sub-topology reads the topic anyway, so that no changelog of its own is kept. */
  readonly isSource: boolean
}

export interface TopicNameOptions {
  readonly applicationId: string
  /** The topics that patterns may match. */
  readonly clusterTopics: Iterable<string>
}

export class TopicNames {
  readonly topology: Topology
  readonly #applicationId: string
  readonly #clusterTopics: readonly string[]
  readonly #globalTopics: ReadonlySet<string>
  readonly #named: ReadonlySet<string>

  constructor(topology: Topology, { applicationId, clusterTopics }: TopicNameOptions) {
    this.topology = topology
    this.#applicationId = applicationId
    this.#clusterTopics = [...clusterTopics].sort()
    this.#globalTopics = new Set([...topology.globalStores.values()].map(({ topic }) => topic))
    const plans = [...topology.nodes.values()]
    const sources = plans.flatMap((node) => (node.kind === 'source' ? node.topics : []))
    this.#named = new Set(sources.map((topic) => this.inFull(topic)))
  }

  inFull(topic: string): string {
    return this.topology.repartitionTopics.has(topic) ? decoratedTopic(this.#applicationId, topic) : topic
  }

  /** None for the source of a global store. A topic that some source names is not another's by its pattern. */
  ofSource({ topics, pattern }: SourcePlan): readonly string[] {
    if (pattern === null) return topics.filter((topic) => !this.#globalTopics.has(topic)).map((one) => this.inFull(one))
    const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''))
    return this.#clusterTopics.filter((topic) => whole.test(topic) && !this.#named.has(topic))
  }

  /** None for a store that logs nothing, or is global. */
  ofChangelog(store: string): ChangelogTopic[] {
    if (this.topology.stores.get(store)?.logging !== true) return []
    const source = this.topology.sourceChangelogs.get(store)
    if (source !== undefined) return [{ store, name: this.inFull(source), isSource: true }]
    return [{ store, name: changelogTopic(this.#applicationId, store), isSource: false }]
  }
}
