/**
 * Keeps the producer's view of the cluster fresh: asks when somebody misses something, with growing pauses as
 * long as that does not help, and when the view has become old. One question at a time.
 */
import type { Timer } from '../../host/clock.ts'
import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { brokerError, ClientError } from '../errors.ts'
import { Backoff } from '../pause.ts'

export class MetadataKeeper {
  readonly #cluster: Cluster
  readonly #changed: () => void
  readonly #backoff: Backoff
  #timer: Timer | undefined
  #isAsking = false
  #nextMs = 0

  /** `changed` is called after each answer. */
  constructor(cluster: Cluster, changed: () => void) {
    this.#cluster = cluster
    this.#changed = changed
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random } = cluster.settings
    this.#backoff = new Backoff({ firstMs, maxMs, random })
  }

  /** Something is missing or wrong: asks, now or as soon as the pause after the last time is over. */
  request(): void {
    const { clock } = this.#cluster.settings
    if (this.#isAsking || this.#timer !== undefined || this.#cluster.isClosed) return
    const waitMs = this.#nextMs - clock.elapsedMs()
    if (waitMs <= 0) return this.#ask()
    this.#timer = clock.after(waitMs, () => {
      this.#timer = undefined
      this.#ask()
    })
  }

  /** Asks where the view has become old. */
  refreshIfOld(): void {
    if (this.#cluster.viewAgeMs > this.#cluster.settings.metadataMaxAgeMs) this.request()
  }

  /** What was missing is there: the next question may be asked at once. */
  succeeded(): void {
    this.#backoff.succeeded()
    this.#nextMs = 0
  }

  /** Waits for a topic that is not there yet. */
  async partitionCount(
    topic: string,
    terms: { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<number> {
    const look = async () => {
      const { topics, problems } = await this.#cluster.viewOf(topic)
      const known = topics.get(topic)
      if (known !== undefined) return known.partitions.length
      const { code } = errors[problems.get(topic) ?? 'UNKNOWN_TOPIC_OR_PARTITION']
      throw brokerError(code, { place: { api: 'Metadata', subject: topic } })
    }
    return await this.#cluster.retrying(look, terms)
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #ask(): void {
    const { clock, logger } = this.#cluster.settings
    this.#isAsking = true
    this.#nextMs = clock.elapsedMs() + this.#backoff.nextMs()
    this.#cluster
      .refresh()
      .catch((problem) => {
        if (problem instanceof ClientError && this.#cluster.isClosed) return
        logger.debug({ error: problem }, 'the cluster could not be asked who leads what')
      })
      .finally(() => {
        this.#isAsking = false
        this.#changed()
      })
  }
}
