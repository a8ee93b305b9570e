/**
 * Offsets that consumer groups have committed, by group, topic and partition. Each remembers where in
 * `__consumer_offsets` its record lies, as the later record wins when a transaction's offsets come to hold.
 */
export interface CommittedOffset {
  /** Of the next record to read. */
  readonly offset: number
  /** Of the leader from which the record before it was read; -1 where the client did not say. */
  readonly leaderEpoch: number
  /** Whatever the client put beside it. */
  readonly metadata: string
  readonly committedMs: number
  /** When it expires, where the client said so; otherwise null: the broker's setting counts. */
  readonly expiresMs: number | null
  /** The topic's id at that time; null where the record does not tell. */
  readonly topicId: string | null
  /** Of its record in `__consumer_offsets`. */
  readonly recordOffset: number
}

export interface OffsetPlace {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
}

type OffsetsOfTopic = Map<number, CommittedOffset>
export type OffsetsOfGroup = ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>

const NONE: OffsetsOfGroup = new Map()

export class CommittedOffsets {
  readonly #groups = new Map<string, Map<string, OffsetsOfTopic>>()

  ofGroup(groupId: string): OffsetsOfGroup {
    return this.#groups.get(groupId) ?? NONE
  }

  get({ groupId, topic, partition }: OffsetPlace): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.get(topic)?.get(partition)
  }

  put({ groupId, topic, partition }: OffsetPlace, committed: CommittedOffset): void {
    entry(entry(this.#groups, groupId), topic).set(partition, committed)
  }

  delete({ groupId, topic, partition }: OffsetPlace): void {
    const topics = this.#groups.get(groupId)
    const partitions = topics?.get(topic)
    if (topics === undefined || partitions === undefined || !partitions.delete(partition)) return
    if (partitions.size === 0) topics.delete(topic)
    if (topics.size === 0) this.#groups.delete(groupId)
  }

  /** Every offset, or those of one group. */
  *places(groupId?: string): Generator<readonly [OffsetPlace, CommittedOffset]> {
    const groups = groupId === undefined ? this.#groups : new Map([[groupId, this.ofGroup(groupId)]])
    for (const [id, topics] of groups) {
      for (const [topic, partitions] of topics) {
        for (const [partition, committed] of partitions) yield [{ groupId: id, topic, partition }, committed]
      }
    }
  }

  clear(): void {
    this.#groups.clear()
  }
}

function entry<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = new Map<InnerKey, Value>()
  map.set(key, made)
  return made
}
