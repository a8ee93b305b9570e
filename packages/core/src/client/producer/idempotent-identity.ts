/**
 * The ids of an idempotent producer without transactions: any broker gives them. Where a partition has to begin
 * anew the producer raises the epoch by itself; only when epochs run out does it ask for another id.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { brokerError, ClientError } from '../errors.ts'
import type { Identity } from './identity.ts'
import type { ProducerIds } from './producer-ids.ts'

const EPOCH_MAX = 0x7fff
const NO_TIMEOUT_MS = 0x7fffffff

export class IdempotentIdentity implements Identity {
  readonly transactionalId = null
  readonly abortedBy = null
  readonly produceVersionMax = Number.POSITIVE_INFINITY
  readonly #cluster: Cluster
  readonly #changed: (problem?: ClientError) => void
  #ids: ProducerIds | null = null
  #isAsking = false

  /** `changed` is called when there are ids, or with the reason why there will be none. */
  constructor(cluster: Cluster, changed: (problem?: ClientError) => void) {
    this.#cluster = cluster
    this.#changed = changed
  }

  get ids(): ProducerIds | null {
    return this.#ids
  }

  acquire(): void {
    if (this.#isAsking || this.#ids !== null || this.#cluster.isClosed) return
    this.#isAsking = true
    this.#cluster
      .retrying(() => this.#ask(), { deadlineMs: Number.POSITIVE_INFINITY })
      .then(
        (ids) => this.#got(ids),
        (problem) => this.#got(null, problem),
      )
  }

  allows(): boolean {
    return true
  }

  opened(): void {}

  bump(): boolean {
    const ids = this.#ids
    this.#ids = ids === null || ids.producerEpoch >= EPOCH_MAX ? null : { ...ids, producerEpoch: ids.producerEpoch + 1 }
    return true
  }

  failed(): void {}

  async #ask(): Promise<ProducerIds> {
    const body = { transactionalId: null, transactionTimeoutMs: NO_TIMEOUT_MS }
    const answer = await this.#cluster.askAnyBroker({ api: apis.initProducerId, body })
    const { errorCode, producerId, producerEpoch } = answer.body
    const place = { api: apis.initProducerId.name, broker: answer.broker }
    if (errorCode !== errors.NONE.code) throw brokerError(errorCode, { place })
    return { producerId, producerEpoch }
  }

  #got(ids: ProducerIds | null, problem?: unknown): void {
    this.#isAsking = false
    this.#ids = ids
    if (ids !== null) this.#changed()
    else if (problem instanceof ClientError) this.#changed(problem)
  }
}
