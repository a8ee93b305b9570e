/**
 * The partitions that a reader fetches again and again, so that it names only what changes (KIP-227); a fetch
 * without a session has one for itself. It knows which partitions are due, that is, may have something to tell;
 * the others watch for a change, and cost a fetch nothing, however many they are.
 */
import type { Body } from '../../protocol/body.ts'
import type { fetchRequest } from '../../protocol/messages/01-fetch.ts'
import { type ChangeListener, FetchPartition, type FetchTopic, type Wanted } from './fetch-partition.ts'

type Request = Body<typeof fetchRequest>

/** A fetch that waits for one of the partitions. */
export interface WaitingFetch extends ChangeListener {
  /** The session has gone on, or is gone, without it. */
  giveUp(error: 'INVALID_FETCH_SESSION_EPOCH' | 'FETCH_SESSION_ID_NOT_FOUND'): void
}

interface NamedTopic {
  readonly topic: FetchTopic
  readonly partitions: Map<number, FetchPartition>
}

export const NO_SESSION = 0
const LAST_EPOCH = 0x7fffffff

export class FetchSession implements ChangeListener {
  readonly usesTopicIds: boolean
  readonly beganMs: number
  /** 0 as long as nobody keeps it. */
  id = NO_SESSION
  usedMs: number
  waiting: WaitingFetch | null = null
  readonly #topics = new Map<string, NamedTopic>()
  /** In the order in which they are served; who was given records goes to the end. */
  readonly #due = new Set<FetchPartition>()
  #size = 0
  #epoch = 1

  constructor({ usesTopicIds, nowMs }: { usesTopicIds: boolean; nowMs: number }) {
    this.usesTopicIds = usesTopicIds
    this.beganMs = nowMs
    this.usedMs = nowMs
  }

  /** The epoch that the next request has to have. */
  get epoch(): number {
    return this.#epoch
  }

  get size(): number {
    return this.#size
  }

  get due(): ReadonlySet<FetchPartition> {
    return this.#due
  }

  /** A request has come for it. */
  advance(): void {
    this.#epoch = this.#epoch === LAST_EPOCH ? 1 : this.#epoch + 1
  }

  update({ topics, forgottenTopicsData }: Pick<Request, 'topics' | 'forgottenTopicsData'>): void {
    for (const { topic: name, topicId, partitions } of topics) {
      const named = this.#obtain(name, topicId)
      for (const wanted of partitions) this.#want(named, wanted)
    }
    for (const { topic: name, topicId, partitions } of forgottenTopicsData) {
      const named = this.#topics.get(this.usesTopicIds ? topicId : name)
      for (const index of partitions) this.#forget(named, index)
    }
  }

  /** There is nothing to tell of the partition until it changes. */
  rest(partition: FetchPartition): void {
    this.#due.delete(partition)
    partition.watch()
  }

  /** The partition was served, and the others come first now. */
  moveToEnd(partition: FetchPartition): void {
    this.#due.delete(partition)
    this.#due.add(partition)
  }

  /** A change is noted once, and not watched for any more, unless somebody waits who wants to know of each. */
  changed(partition: FetchPartition, bytes: number): void {
    this.#due.add(partition)
    if (this.waiting === null) partition.unwatch()
    else this.waiting.changed(partition, bytes)
  }

  close(): void {
    for (const { partitions } of this.#topics.values()) {
      for (const partition of partitions.values()) partition.unwatch()
    }
    this.#topics.clear()
    this.#due.clear()
    this.waiting?.giveUp('FETCH_SESSION_ID_NOT_FOUND')
  }

  #obtain(name: string, topicId: string): NamedTopic {
    const key = this.usesTopicIds ? topicId : name
    let named = this.#topics.get(key)
    if (named === undefined) {
      named = { topic: { name, id: this.usesTopicIds ? topicId : null }, partitions: new Map() }
      this.#topics.set(key, named)
    }
    return named
  }

  #want({ topic, partitions }: NamedTopic, wanted: Wanted): void {
    let partition = partitions.get(wanted.partition)
    if (partition === undefined) {
      partition = new FetchPartition(topic, wanted, this)
      partitions.set(wanted.partition, partition)
      this.#size++
    } else partition.want(wanted)
    this.#due.add(partition)
  }

  #forget(named: NamedTopic | undefined, index: number): void {
    const partition = named?.partitions.get(index)
    if (named === undefined || partition === undefined) return
    partition.unwatch()
    named.partitions.delete(index)
    this.#due.delete(partition)
    this.#size--
    if (named.partitions.size === 0) this.#topics.delete(named.topic.id ?? named.topic.name)
  }
}
