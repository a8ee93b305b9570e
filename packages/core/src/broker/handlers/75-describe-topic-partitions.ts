/**
 * DescribeTopicPartitions: topics in the order of their names, so many partitions at a time; a cursor says where
 * the next request goes on.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import type { describeTopicPartitionsRequest } from '../../protocol/messages/75-describe-topic-partitions.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import { ALL_TOPIC_OPERATIONS, missingTopic, partitionAnswer } from '../topics/topic-answers.ts'
import { faultOfTopicName } from '../topics/topic-name.ts'
import type { Topic } from '../topics/topics.ts'

type Request = Body<typeof describeTopicPartitionsRequest>

const NO_REPLICAS = { eligibleLeaderReplicas: [], lastKnownElr: [], offlineReplicas: [] }

export const describeTopicPartitions = handler(apis.describeTopicPartitions, ({ body }, parts) => {
  const { cursor, responsePartitionLimit } = body
  if (cursor !== null && cursor.partitionIndex < 0) return { throttleTimeMs: 0, topics: [], nextCursor: null }
  let room = Math.max(1, Math.min(responsePartitionLimit, parts.config.maxRequestPartitionSizeLimit))
  const topics = []
  for (const name of namesOf(body, parts)) {
    const topic = parts.topics.get(name)
    if (topic === undefined) {
      topics.push({ ...missing(name), topicAuthorizedOperations: ALL_TOPIC_OPERATIONS })
      continue
    }
    const from = cursor?.topicName === name ? cursor.partitionIndex : 0
    if (room === 0) return { throttleTimeMs: 0, topics, nextCursor: { topicName: name, partitionIndex: from } }
    const told = topic.partitions.slice(from, from + room)
    topics.push(answer(topic, told, parts.node.nodeId))
    room -= told.length
    const next = from + told.length
    if (next >= topic.partitions.length) continue
    return { throttleTimeMs: 0, topics, nextCursor: { topicName: name, partitionIndex: next } }
  }
  return { throttleTimeMs: 0, topics, nextCursor: null }
})

/** Those that are asked for, or all, from the cursor's on, each once. */
function namesOf({ topics: asked, cursor }: Request, { topics }: BrokerParts): string[] {
  const wanted = asked.length === 0 ? Array.from(topics, ({ name }) => name) : asked.map(({ name }) => name)
  const names = [...new Set(wanted)].sort()
  return cursor === null ? names : names.filter((name) => name >= cursor.topicName)
}

function missing(name: string) {
  const error = faultOfTopicName(name) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION'
  return missingTopic(error, { name })
}

function answer({ name, id: topicId, isInternal }: Topic, told: Topic['partitions'], nodeId: number) {
  const partitions = told.map((one) => ({ ...partitionAnswer(one, nodeId), ...NO_REPLICAS }))
  return { errorCode: 0, name, topicId, isInternal, partitions, topicAuthorizedOperations: ALL_TOPIC_OPERATIONS }
}
