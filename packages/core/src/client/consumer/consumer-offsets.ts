/** Where partitions begin and end, and what was written when: asked for until it is answered, or the time is over. */
import type { Cluster } from '../cluster/cluster.ts'
import { ClientError } from '../errors.ts'
import type { Place } from '../fetching/fetch-position.ts'
import { type FoundOffset, type Isolation, isAboutLeaders, lookUpOffsets } from '../fetching/offset-lookup.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'

export interface LookUpOptions {
  /** Default: 60 s. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

const TIMEOUT_MS = 60_000

export class ConsumerOffsets {
  readonly #cluster: Cluster
  readonly #isolation: Isolation

  constructor(cluster: Cluster, isolation: Isolation) {
    this.#cluster = cluster
    this.#isolation = isolation
  }

  /** By `topic-partition`; where no record is as young as a time, -1. */
  async find(
    queries: readonly (TopicPartition & { place: Place })[],
    { timeoutMs = TIMEOUT_MS, signal }: LookUpOptions = {},
  ): Promise<Map<string, FoundOffset>> {
    const { clock } = this.#cluster.settings
    const found = new Map<string, FoundOffset>()
    const look = async () => {
      const missing = queries.filter((query) => !found.has(partitionName(query)))
      const answers = await lookUpOffsets(this.#cluster, missing, this.#isolation)
      const problems: ClientError[] = []
      for (const [name, answer] of answers) {
        if (answer instanceof ClientError) problems.push(answer)
        else found.set(name, answer)
      }
      const [first] = problems
      if (first === undefined) return
      if (problems.some(isAboutLeaders)) await this.#cluster.refresh()
      throw problems.find(({ retriable }) => !retriable) ?? first
    }
    await this.#cluster.retrying(look, { deadlineMs: clock.elapsedMs() + timeoutMs, signal })
    return found
  }
}
