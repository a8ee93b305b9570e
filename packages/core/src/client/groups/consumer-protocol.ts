/** What consumers tell each other through the coordinator, between bytes and the assignors' terms. */
import { consumerProtocolAssignment, consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import { decodeVersionedOrNewer, encodeVersioned } from '../../protocol/versioned.ts'
import type { TopicPartition } from './assignment.ts'
import { compareNames, comparePartitions, type MemberAssignment, type MemberSubscription } from './assignor.ts'

const SUBSCRIPTION_VERSION = 3
const ASSIGNMENT_VERSION = 3

export type OwnSubscription = Omit<MemberSubscription, 'memberId' | 'instanceId'>

interface PartitionsOfTopic {
  topic: string
  partitions: number[]
}

/** Topics and partitions in order, as Java writes them. */
export function encodeSubscription({ topics, userData, owned, generation, rack }: OwnSubscription): Buffer {
  return encodeVersioned(consumerProtocolSubscription, SUBSCRIPTION_VERSION, {
    topics: topics.toSorted(compareNames),
    userData,
    ownedPartitions: byTopic(owned.toSorted(comparePartitions)),
    generationId: generation,
    rackId: rack,
  })
}

export function decodeSubscription(bytes: Buffer): OwnSubscription {
  const { body } = decodeVersionedOrNewer(consumerProtocolSubscription, bytes)
  const { topics, userData, ownedPartitions, generationId: generation, rackId: rack } = body
  return { topics, userData, owned: flattened(ownedPartitions), generation, rack }
}

export function encodeAssignment({ partitions, userData = null }: MemberAssignment): Buffer {
  return encodeVersioned(consumerProtocolAssignment, ASSIGNMENT_VERSION, {
    assignedPartitions: byTopic(partitions),
    userData,
  })
}

export function decodeAssignment(bytes: Buffer): Required<MemberAssignment> {
  const { assignedPartitions, userData } = decodeVersionedOrNewer(consumerProtocolAssignment, bytes).body
  return { partitions: flattened(assignedPartitions), userData }
}

export function byTopic(partitions: readonly TopicPartition[]): PartitionsOfTopic[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic)
    if (known === undefined) topics.set(topic, [partition])
    else known.push(partition)
  }
  return Array.from(topics, ([topic, numbers]) => ({ topic, partitions: numbers }))
}

export function flattened(topics: readonly PartitionsOfTopic[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })))
}
