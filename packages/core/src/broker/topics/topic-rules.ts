/**
 * What is asked of a topic before it is created or given more partitions, in a cluster of one. What is refused
 * is refused with the error that Apache Kafka has for it.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import { faultOfTopicSettings } from '../configs/topic-changes.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { faultOfTopicName } from './topic-name.ts'
import type { NewTopic, Topics } from './topics.ts'

/** A topic as CreateTopics asks for it. */
export interface AskedTopic {
  readonly name: string
  /** -1: as many as the broker gives. */
  readonly numPartitions: number
  readonly replicationFactor: number
  readonly assignments: readonly { readonly partitionIndex: number; readonly brokerIds: readonly number[] }[]
  readonly configs: readonly { readonly name: string; readonly value: string | null }[]
}

interface Rules {
  readonly topics: Topics
  readonly nodeId: number
  /** For a topic that does not say how many. */
  readonly numPartitions: number
}

/** Where the metadata lies; no topic. */
export const CLUSTER_METADATA_TOPIC = '__cluster_metadata'
/** Of one request, as in Apache Kafka: more of them are several requests. */
export const PARTITIONS_AT_ONCE_MAX = 10_000

/** A topic that a program wants at the start cannot be. The remedy is to mend what is wanted. */
export class TopicRefusedError extends Error {
  override readonly name = 'TopicRefusedError'
  readonly topic: string
  /** What a client would be told. */
  readonly code: ErrorName

  constructor(topic: string, { error, message }: Refusal) {
    super(`topic '${topic}': ${message}`)
    this.topic = topic
    this.code = error
  }
}

/** The topic to create, or why it cannot be. */
export function checkNewTopic(asked: AskedTopic, rules: Rules): NewTopic | Refusal {
  const { name } = asked
  const partitionCount = countOf(asked, rules)
  const refused = refuseName(name, rules.topics) ?? (typeof partitionCount === 'number' ? null : partitionCount)
  if (refused !== null) return refused
  const configs = new Map<string, string>()
  for (const { name: setting, value } of asked.configs) {
    if (value === null) return refusal('INVALID_CONFIG', `${setting}: expected a value, found null`)
    configs.set(setting, value)
  }
  const fault = faultOfTopicSettings(configs)
  if (fault !== null) return refusal('INVALID_CONFIG', fault)
  return { name, partitionCount: Number(partitionCount), configs }
}

function refuseName(name: string, topics: Topics): Refusal | null {
  if (name === CLUSTER_METADATA_TOPIC) return refusal('INVALID_REQUEST', `${name} is no topic, and cannot become one`)
  const fault = faultOfTopicName(name)
  if (fault !== null) return refusal('INVALID_TOPIC_EXCEPTION', fault)
  if (topics.has(name)) return refusal('TOPIC_ALREADY_EXISTS', `topic ${name} is there already`)
  const colliding = topics.collidingWith(name)
  if (colliding === undefined) return null
  return refusal('INVALID_TOPIC_EXCEPTION', `topic ${name} would share its metrics with ${colliding.name}`)
}

function countOf(asked: AskedTopic, { nodeId, numPartitions }: Rules): number | Refusal {
  const { numPartitions: count, replicationFactor: factor, assignments } = asked
  if (assignments.length > 0) return countOfAssignments(asked, nodeId)
  if (factor !== -1 && factor <= 0) {
    return refusal('INVALID_REPLICATION_FACTOR', `expected a replication factor of 1, or -1, found ${factor}`)
  }
  if (count !== -1 && count <= 0) {
    return refusal('INVALID_PARTITIONS', `expected a number of partitions above 0, or -1, found ${count}`)
  }
  if (factor > 1) {
    return refusal(
      'INVALID_REPLICATION_FACTOR',
      `expected a replication factor that 1 broker can have, found ${factor}`,
    )
  }
  return count === -1 ? numPartitions : count
}

function countOfAssignments({ assignments, numPartitions, replicationFactor }: AskedTopic, nodeId: number) {
  if (replicationFactor !== -1) {
    return refusal('INVALID_REQUEST', `expected replication factor -1 beside assignments, found ${replicationFactor}`)
  }
  if (numPartitions !== -1) {
    return refusal('INVALID_REQUEST', `expected -1 partitions beside assignments, found ${numPartitions}`)
  }
  const indexes = new Set<number>()
  for (const { partitionIndex, brokerIds } of assignments) {
    if (indexes.has(partitionIndex)) {
      return refusal('INVALID_REPLICA_ASSIGNMENT', `expected partition ${partitionIndex} once, found it twice`)
    }
    indexes.add(partitionIndex)
    const fault = faultOfReplicas(brokerIds, nodeId)
    if (fault !== null) return refusal('INVALID_REPLICA_ASSIGNMENT', fault)
  }
  for (let index = 0; index < indexes.size; index++) {
    if (indexes.has(index)) continue
    return refusal('INVALID_REPLICA_ASSIGNMENT', `expected partitions 0 to ${indexes.size - 1}, found no ${index}`)
  }
  return indexes.size
}

/** Why the replicas of a partition cannot be where somebody wants them. */
export function faultOfReplicas(brokerIds: readonly number[], nodeId: number): string | null {
  if (brokerIds.length === 0) return 'expected a broker for each partition, found none'
  const stranger = brokerIds.find((id) => id !== nodeId)
  if (stranger !== undefined) return `expected broker ${nodeId}, the only one, found ${stranger}`
  return brokerIds.length === 1 ? null : `expected broker ${nodeId} once, found it ${brokerIds.length} times`
}

interface MorePartitions {
  readonly name: string
  /** How many there are. */
  readonly present: number
  /** How many there are to be. */
  readonly count: number
  readonly assignments: readonly { readonly brokerIds: readonly number[] }[] | null
}

/** Why a topic cannot get so many partitions; null where it can. */
export function checkNewPartitions(
  { name, present, count, assignments }: MorePartitions,
  nodeId: number,
): Refusal | null {
  if (count <= present) {
    return refusal(
      'INVALID_PARTITIONS',
      `${name}: expected more partitions than the ${present} that it has, found ${count}`,
    )
  }
  const added = count - present
  if (added > PARTITIONS_AT_ONCE_MAX) {
    return refusal(
      'POLICY_VIOLATION',
      `${name}: expected at most ${PARTITIONS_AT_ONCE_MAX} new ones at once, found ${added}`,
    )
  }
  if (assignments === null) return null
  if (assignments.length !== added) {
    const found = `assignments of ${assignments.length}`
    return refusal('INVALID_REPLICA_ASSIGNMENT', `${name}: expected assignments of ${added} partitions, found ${found}`)
  }
  for (const { brokerIds } of assignments) {
    const fault = faultOfReplicas(brokerIds, nodeId)
    if (fault !== null) return refusal('INVALID_REPLICA_ASSIGNMENT', `${name}: ${fault}`)
  }
  return null
}
