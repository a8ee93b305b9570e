/** All that a thread writes with, for as long as its producer is of use: a new one takes its place after it was fenced. */
import type { Producer } from '@millrace/core'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { AtLeastOnce } from './at-least-once.ts'
import { Committer } from './committer.ts'
import { ExactlyOnce } from './exactly-once.ts'
import type { Guarantee } from './guarantee.ts'
import { Outputs } from './outputs.ts'
import type { ThreadClients } from './thread-clients.ts'

/** The producer's own default. */
const BUFFER_BYTES = 32 * 1024 * 1024
/** With so much undelivered there is still room for what caches let go of at a commit. */
const ROOM_BEFORE_COMMIT = 1 / 4

export class Writing {
  readonly outputs: Outputs
  readonly guarantee: Guarantee
  readonly committer: Committer
  readonly #producer: Producer

  /** @param signal ends all waiting for brokers */
  constructor(clients: ThreadClients, config: ResolvedConfig, signal: AbortSignal) {
    const { membership, fetcher } = clients
    const { clock, processingGuarantee, taskTimeoutMs: patienceMs } = config
    const producer = clients.producer()
    this.#producer = producer
    if (processingGuarantee === 'exactly_once_v2') {
      const exactlyOnce = new ExactlyOnce({ producer, membership, clock, patienceMs, signal })
      this.outputs = new Outputs({ producer, clock, transaction: exactlyOnce })
      this.guarantee = exactlyOnce
    } else {
      this.outputs = new Outputs({ producer, clock, transaction: null })
      this.guarantee = new AtLeastOnce({ producer, outputs: this.outputs, membership, signal })
    }
    const bufferedBytesMax = (config.producer.bufferBytes ?? BUFFER_BYTES) * ROOM_BEFORE_COMMIT
    this.committer = new Committer({ guarantee: this.guarantee, fetcher, producer, clock, bufferedBytesMax })
  }

  async close({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    await this.#producer.close({ timeoutMs })
  }
}
