/**
 * Which topics a client asks the cluster about: those that somebody follows, for as long as they do, and those that
 * were used lately, lest a client that touches many topics in its life asks about all of them until its end.
 */
import type { ClientSettings } from '../client-options.ts'

/** Says, each time that it is asked, which topics somebody has to know about. */
export type Followed = () => Iterable<string> | 'all'

export class Interests {
  readonly #settings: ClientSettings
  readonly #followed = new Set<Followed>()
  /** When topics were last used, by the clock's `elapsedMs`. */
  readonly #usedMs = new Map<string, number>()

  constructor(settings: ClientSettings) {
    this.#settings = settings
  }

  /** Gives what ends it. */
  follow(followed: Followed): () => void {
    this.#followed.add(followed)
    return () => this.#followed.delete(followed)
  }

  /** Notes that topics are used; says whether one of them was not in use before. */
  use(topics: Iterable<string>): boolean {
    const nowMs = this.#settings.clock.elapsedMs()
    let isNews = false
    for (const topic of topics) {
      isNews ||= !this.#usedMs.has(topic)
      this.#usedMs.set(topic, nowMs)
    }
    return isNews
  }

  /** The topics to ask about, or all of them. */
  current(): ReadonlySet<string> | 'all' {
    const { clock, metadataMaxIdleMs } = this.#settings
    const nowMs = clock.elapsedMs()
    for (const [topic, usedMs] of this.#usedMs) if (nowMs - usedMs >= metadataMaxIdleMs) this.#usedMs.delete(topic)
    const topics = new Set(this.#usedMs.keys())
    let isAll = false
    for (const followed of this.#followed) {
      const some = followed()
      if (some === 'all') isAll = true
      else for (const topic of some) topics.add(topic)
    }
    return isAll ? 'all' : topics
  }
}
