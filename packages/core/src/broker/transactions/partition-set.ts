/**
 * The partitions of a transaction. It is never changed, only taken the place of, so that a state of a
 * transaction is one value; a look-up costs two maps and no text.
 */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

export class PartitionSet implements Iterable<TopicPartition> {
  static readonly EMPTY = new PartitionSet(new Map())
  readonly size: number
  readonly #byTopic: ReadonlyMap<string, ReadonlySet<number>>

  private constructor(byTopic: ReadonlyMap<string, ReadonlySet<number>>) {
    this.#byTopic = byTopic
    let size = 0
    for (const partitions of byTopic.values()) size += partitions.size
    this.size = size
  }

  has(topic: string, partition: number): boolean {
    return this.#byTopic.get(topic)?.has(partition) === true
  }

  hasAll(partitions: readonly TopicPartition[]): boolean {
    return partitions.every(({ topic, partition }) => this.has(topic, partition))
  }

  with(added: Iterable<TopicPartition>): PartitionSet {
    const byTopic = new Map(this.#byTopic)
    const copies = new Map<string, Set<number>>()
    for (const { topic, partition } of added) {
      const copy = copies.get(topic) ?? new Set(byTopic.get(topic))
      copy.add(partition)
      copies.set(topic, copy)
      byTopic.set(topic, copy)
    }
    return new PartitionSet(byTopic)
  }

  /** Each topic with its partitions, as messages list them. */
  *topics(): Generator<{ topic: string; partitions: number[] }> {
    for (const [topic, partitions] of this.#byTopic) yield { topic, partitions: [...partitions] }
  }

  *[Symbol.iterator](): Generator<TopicPartition> {
    for (const [topic, partitions] of this.#byTopic) {
      for (const partition of partitions) yield { topic, partition }
    }
  }
}
