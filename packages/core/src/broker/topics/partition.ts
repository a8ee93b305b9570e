/**
 * One partition as the broker serves it: its log, the epoch of its leader, and those who wait for it to grow.
 */
import type { AppendOutcome, AppendRequest } from '../../log/append.ts'
import type { PartitionLog } from '../../log/partition-log.ts'

export class Partition {
  readonly topic: string
  readonly index: number
  readonly log: PartitionLog
  /** How often its leader has changed. */
  readonly leaderEpoch: number
  readonly #waiting = new Set<() => void>()

  constructor(facts: { topic: string; index: number; log: PartitionLog; leaderEpoch: number }) {
    this.topic = facts.topic
    this.index = facts.index
    this.log = facts.log
    this.leaderEpoch = facts.leaderEpoch
  }

  /** Appends one batch, and tells those who wait. */
  append(bytes: Buffer, request: Omit<AppendRequest, 'leaderEpoch'>): AppendOutcome {
    const outcome = this.log.append(bytes, { ...request, leaderEpoch: this.leaderEpoch })
    if (outcome.kind === 'appended' && !outcome.isDuplicate) this.#tell()
    return outcome
  }

  /** Runs something after each append, until what it gives is called. */
  whenGrown(run: () => void): () => void {
    this.#waiting.add(run)
    return () => this.#waiting.delete(run)
  }

  #tell(): void {
    for (const run of this.#waiting) run()
  }
}
