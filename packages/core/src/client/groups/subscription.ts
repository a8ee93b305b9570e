/**
 * The topics that a consumer reads: those of some names, or all whose whole name fits a pattern, the cluster's own
 * excepted. Never changed; who reads other topics has another subscription.
 */
import type { ClusterView } from '../cluster/cluster-view.ts'
import { UsageError } from '../errors.ts'
import { compareNames } from './assignor.ts'

/** By name, or by a pattern. */
export type TopicSelection = readonly string[] | RegExp

export class Subscription {
  readonly #names: readonly string[]
  readonly #pattern: RegExp | null

  /** @throws UsageError for a name that is none. */
  constructor(topics: TopicSelection) {
    if (topics instanceof RegExp) {
      this.#names = []
      this.#pattern = new RegExp(`^(?:${topics.source})$`, topics.flags.replace(/[gy]/g, ''))
    } else {
      const wrong = topics.find((name) => typeof name !== 'string' || name === '')
      if (wrong !== undefined) throw new UsageError(`expected topics by their names, found '${String(wrong)}'`)
      this.#names = [...new Set(topics)]
      this.#pattern = null
    }
  }

  get isPattern(): boolean {
    return this.#pattern !== null
  }

  /** Whether there is nothing to read, and never will be. */
  get isEmpty(): boolean {
    return !this.isPattern && this.#names.length === 0
  }

  /** What the cluster has to be asked about. */
  get followed(): readonly string[] | 'all' {
    return this.isPattern ? 'all' : this.#names
  }

  equals(other: Subscription): boolean {
    return this.#text === other.#text
  }

  fits(topic: string): boolean {
    return this.#pattern?.test(topic) ?? this.#names.includes(topic)
  }

  /** The topics to read: those named, whether they are there or not, or those of the view that fit. */
  topicsIn(view: ClusterView): readonly string[] {
    if (!this.isPattern) return this.#names
    const all = [...view.topics.values()].filter(({ isInternal, name }) => !isInternal && this.fits(name))
    return all.map(({ name }) => name).sort(compareNames)
  }

  get #text(): string {
    return this.#pattern === null ? [...this.#names].sort(compareNames).join() : String(this.#pattern)
  }
}
