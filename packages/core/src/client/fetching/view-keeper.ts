/**
 * Keeps a reader's view of the cluster fresh: asks for another one when an answer or a gap says that it is out of
 * date, and when it has become old. One question at a time, with growing pauses as long as it does not help.
 */
import type { Timer } from '../../host/clock.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { Backoff } from '../pause.ts'

export interface ViewKeeperHooks {
  /** There is another view. */
  readonly again: () => void
  readonly failed: (problem: unknown) => void
}

export class ViewKeeper {
  readonly #cluster: Cluster
  readonly #hooks: ViewKeeperHooks
  readonly #backoff: Backoff
  #isAsking = false
  #timer: Timer | undefined
  #notBeforeMs = 0
  #isClosed = false

  constructor(cluster: Cluster, hooks: ViewKeeperHooks) {
    this.#cluster = cluster
    this.#hooks = hooks
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random } = cluster.settings
    this.#backoff = new Backoff({ firstMs, maxMs, random })
  }

  /** To be called whenever the reader has looked at the view, with whether it was of use. */
  keep(isStale: boolean): void {
    const { clock, metadataMaxAgeMs } = this.#cluster.settings
    const nowMs = clock.elapsedMs()
    if (!isStale) {
      this.#backoff.succeeded()
      if (this.#cluster.viewAgeMs < metadataMaxAgeMs) return
    }
    if (this.#isAsking || this.#timer !== undefined || this.#isClosed) return
    const waitMs = this.#notBeforeMs - nowMs
    if (waitMs <= 0) return void this.#refresh()
    this.#timer = clock.after(waitMs, () => {
      this.#timer = undefined
      void this.#refresh()
    })
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
  }

  async #refresh(): Promise<void> {
    const { clock } = this.#cluster.settings
    this.#isAsking = true
    this.#notBeforeMs = clock.elapsedMs() + this.#backoff.nextMs()
    try {
      await this.#cluster.refresh()
    } catch (problem) {
      this.#hooks.failed(problem)
    } finally {
      this.#isAsking = false
    }
    if (!this.#isClosed) this.#hooks.again()
  }
}
