/**
 * Fetches beside one that waits at the broker, for partitions that it does not ask for: those that were sought,
 * assigned or resumed since it was sent. A broker answers the requests of a connection one after the other, so these
 * go by another one; they do not wait there and have no session. Whatever one such fetch does not find is left to
 * the next fetch that may wait, so that nobody asks again and again for what is not there.
 */
import type { FetchPartition } from './fetch-partition.ts'
import type { NodeFetcher, SentFetch } from './node-fetcher.ts'

export class Overtaking {
  readonly node: NodeFetcher
  /** The fetch that waits, as far as it is known here. */
  #waiting: SentFetch | null = null
  /** Where partitions stood when they were asked for beside it. */
  readonly #tried = new Map<FetchPartition, { readonly era: number; readonly offset: number }>()

  constructor(node: NodeFetcher) {
    this.node = node
  }

  /** Those of the partitions that are worth asking for beside the fetch that waits; they count as asked for then. */
  choose(partitions: readonly FetchPartition[], waiting: SentFetch): FetchPartition[] {
    if (this.#waiting !== waiting) this.#tried.clear()
    this.#waiting = waiting
    const chosen = partitions.filter((one) => !isAsked(one, waiting) && !this.#wasTried(one))
    for (const one of chosen) this.#tried.set(one, { era: one.era, offset: one.fetched.offset })
    return chosen
  }

  #wasTried(partition: FetchPartition): boolean {
    const tried = this.#tried.get(partition)
    return tried !== undefined && tried.era === partition.era && tried.offset === partition.fetched.offset
  }
}

function isAsked(one: FetchPartition, { asked }: SentFetch): boolean {
  const found = asked.get(one.name)
  return found?.partition === one && found.era === one.era && found.from.offset === one.fetched.offset
}
