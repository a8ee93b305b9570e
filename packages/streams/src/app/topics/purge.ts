/**
 * Deletes from repartition topics what has been processed and committed, since nobody reads it again and they keep
 * their records for ever otherwise. Best effort: what fails now is deleted the next time, with newer offsets.
 */
import {
  type Admin,
  type ClientError,
  type Logger,
  partitionName,
  type RecordDeletion,
  settled,
  type TopicPartition,
} from '@millrace/core'
import type { Clock } from '@millrace/core/host'

export interface RepartitionPurgeOptions {
  /** The repartition topics, by their full names. */
  readonly topics: ReadonlySet<string>
  readonly intervalMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** The offset of the next record to be processed, once it is committed. */
export interface CommittedPosition extends TopicPartition {
  readonly offset: number
}

export class RepartitionPurge {
  readonly #admin: Admin
  readonly #options: RepartitionPurgeOptions
  /** Up to where each partition has been deleted. */
  readonly #deleted = new Map<string, number>()
  #lastMs: number
  #isUnderWay = false

  constructor(admin: Admin, options: RepartitionPurgeOptions) {
    this.#admin = admin
    this.#options = options
    this.#lastMs = options.clock.elapsedMs()
  }

  /** Whether the interval is over, and the last deletion done. Asked after a commit. */
  get isDue(): boolean {
    const { clock, intervalMs } = this.#options
    return !this.#isUnderWay && clock.elapsedMs() - this.#lastMs > intervalMs
  }

  /** Resolves when it is done, whatever came of it: nobody has to wait for that. */
  async run(committed: Iterable<CommittedPosition>): Promise<void> {
    const deletions = this.#deletions(committed)
    this.#lastMs = this.#options.clock.elapsedMs()
    if (deletions.length === 0) return
    this.#isUnderWay = true
    try {
      const { values, errors } = await settled(this.#admin.records.delete(deletions))
      for (const [name, { startOffset }] of values) this.#deleted.set(name, startOffset)
      for (const [partition, error] of errors) this.#failed(partition, error)
    } catch (problem) {
      this.#options.logger.debug({ error: problem }, 'records of repartition topics were not deleted')
    } finally {
      this.#isUnderWay = false
    }
  }

  /** Of others than repartition topics nothing is ever deleted. */
  #deletions(committed: Iterable<CommittedPosition>): RecordDeletion[] {
    return [...committed].flatMap(({ topic, partition, offset }) => {
      const deleted = this.#deleted.get(partitionName({ topic, partition })) ?? 0
      return this.#options.topics.has(topic) && offset > deleted ? [{ topic, partition, before: offset }] : []
    })
  }

  #failed(partition: string, error: ClientError): void {
    this.#options.logger.debug({ partition, error }, 'records of a repartition topic were not deleted')
  }
}
