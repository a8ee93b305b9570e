/**
 * One partition as the broker serves it: its log, the epoch of its leader, and those who watch it. Whatever
 * changes what a reader would see (an append, a marker, a new start, a new leader, the end of the topic) goes
 * through here, so that no watcher misses it.
 */
import assert from 'node:assert/strict'
import type { AppendOutcome, AppendRequest } from '../../log/append.ts'
import type { EpochEnd } from '../../log/leader-epochs.ts'
import type { PartitionLog } from '../../log/partition-log.ts'

/** Whoever wants to know when a partition changes. It may stop watching while it is told. */
export interface PartitionWatcher {
  /** `bytes` were appended; 0 if it was something else that changed. */
  partitionChanged(bytes: number): void
}

const NO_EPOCH = -1

export class Partition {
  readonly topic: string
  readonly index: number
  readonly log: PartitionLog
  readonly #watchers = new Set<PartitionWatcher>()
  #leaderEpoch: number
  #isGone = false

  constructor(facts: { topic: string; index: number; log: PartitionLog; leaderEpoch: number }) {
    this.topic = facts.topic
    this.index = facts.index
    this.log = facts.log
    this.#leaderEpoch = facts.leaderEpoch
  }

  /** How often its leader has changed. */
  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** Whether its topic was deleted. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** How many watch. */
  get watcherCount(): number {
    return this.#watchers.size
  }

  /** Appends one batch. */
  append(bytes: Buffer, request: Omit<AppendRequest, 'leaderEpoch'>): AppendOutcome {
    const { origin, transactionVersion } = request
    const outcome = this.log.append(bytes, { origin, transactionVersion, leaderEpoch: this.#leaderEpoch })
    if (outcome.kind === 'appended' && !outcome.isDuplicate) this.#tell(outcome.storedBytes)
    return outcome
  }

  /** Moves the log's start to an offset that is not behind its end. */
  deleteRecordsBefore(offset: number): void {
    this.log.moveStartTo(offset)
    this.#tell(0)
  }

  /** There is a new leader, which in a cluster of one is the old one under a new epoch. */
  moveLeader(epoch = this.#leaderEpoch + 1): void {
    assert.ok(epoch > this.#leaderEpoch, `leader epoch ${epoch} after ${this.#leaderEpoch}`)
    this.#leaderEpoch = epoch
    this.#tell(0)
  }

  /** Its topic is being deleted. */
  retire(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#tell(0)
  }

  watch(watcher: PartitionWatcher): void {
    this.#watchers.add(watcher)
  }

  unwatch(watcher: PartitionWatcher): void {
    this.#watchers.delete(watcher)
  }

  /** Why somebody who takes this for the leader's epoch has to look for the leader again. */
  refuseEpoch(epoch: number): 'NONE' | 'FENCED_LEADER_EPOCH' | 'UNKNOWN_LEADER_EPOCH' {
    if (epoch === NO_EPOCH || epoch === this.#leaderEpoch) return 'NONE'
    return epoch < this.#leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
  }

  /** The epoch of an offset, or of the next record; -1 where that is not known. */
  epochAt(offset: number): number {
    const { log } = this
    return log.epochFor(offset) ?? (offset >= log.endOffset ? this.#leaderEpoch : NO_EPOCH)
  }

  /** Where an epoch ended. The leader's own began when it became leader, whether or not it has a record yet. */
  endOffsetForEpoch(epoch: number): EpochEnd {
    const { log } = this
    if (epoch === this.#leaderEpoch) return { epoch, endOffset: log.endOffset }
    const latest = log.latestEpoch
    if (latest !== undefined && latest < epoch && epoch < this.#leaderEpoch) {
      return { epoch: latest, endOffset: log.endOffset }
    }
    return log.endOffsetForEpoch(epoch)
  }

  #tell(bytes: number): void {
    for (const watcher of this.#watchers) watcher.partitionChanged(bytes)
  }
}
