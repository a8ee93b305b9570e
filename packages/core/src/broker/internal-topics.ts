/**
 * The broker's own topics, in which the coordinators keep their state. They are created when a coordinator is
 * first asked for, with Apache Kafka's settings; what belongs to a group or a transactional id lies in the
 * partition that its name's hash says.
 */
import type { BrokerConfig } from './broker-config.ts'
import type { Topic, Topics } from './topics/topics.ts'

export const CONSUMER_OFFSETS = '__consumer_offsets'
export const TRANSACTION_STATE = '__transaction_state'

export type InternalTopicName = typeof CONSUMER_OFFSETS | typeof TRANSACTION_STATE

/** The partition of an internal topic to which a name belongs: Java's `hashCode` of it, made positive. */
export function partitionOfName(name: string, partitionCount: number): number {
  let hash = 0
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0
  return (hash & 0x7fffffff) % partitionCount
}

export class InternalTopics {
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #underWay = new Map<string, Promise<Topic>>()

  constructor(topics: Topics, config: BrokerConfig) {
    this.#topics = topics
    this.#config = config
  }

  /** How many partitions the topic has, or will have once it is there. */
  partitionCount(name: InternalTopicName): number {
    const { offsetsTopicNumPartitions, transactionStateLogNumPartitions } = this.#config
    const configured = name === CONSUMER_OFFSETS ? offsetsTopicNumPartitions : transactionStateLogNumPartitions
    return this.#topics.get(name)?.partitions.length ?? configured
  }

  /** The topic, which is created first where it is not there. */
  async ensure(name: InternalTopicName): Promise<Topic> {
    const found = this.#topics.get(name) ?? this.#underWay.get(name)
    if (found !== undefined) return await found
    const made = this.#topics
      .create({ name, partitionCount: this.partitionCount(name), configs: configsOf(name, this.#config) })
      .finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, made)
    return await made
  }
}

/** What the topics are created with, as in Apache Kafka. */
function configsOf(name: InternalTopicName, config: BrokerConfig): ReadonlyMap<string, string> {
  if (name === CONSUMER_OFFSETS) {
    return new Map([
      ['cleanup.policy', 'compact'],
      ['compression.type', 'producer'],
      ['segment.bytes', String(config.offsetsTopicSegmentBytes)],
    ])
  }
  return new Map([
    ['cleanup.policy', 'compact'],
    ['compression.type', 'uncompressed'],
    ['min.insync.replicas', '1'],
    ['segment.bytes', String(config.transactionStateLogSegmentBytes)],
    ['unclean.leader.election.enable', 'false'],
  ])
}
