/**
 * Metadata: who the brokers are, which is this one, and what topics there are. A topic that is asked for by
 * name and is not there is created, where client and broker allow it; its answer waits for it.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import type { metadataRequest, metadataResponse } from '../../protocol/messages/03-metadata.ts'
import type { BrokerParts } from '../broker-parts.ts'
import type { Call } from '../call.ts'
import { handler } from '../handler.ts'
import { autoCreate } from '../topics/auto-creation.ts'
import {
  ALL_CLUSTER_OPERATIONS,
  ALL_TOPIC_OPERATIONS,
  missingTopic,
  NOT_ASKED,
  topicAnswer,
} from '../topics/topic-answers.ts'
import { faultOfTopicName } from '../topics/topic-name.ts'
import type { Topic } from '../topics/topics.ts'

type Asked = NonNullable<Body<typeof metadataRequest>['topics']>
type TopicAnswer = NonNullable<Draft<typeof metadataResponse>['topics']>[number]

const FIRST_WITH_NULL_FOR_ALL = 1
const FIRST_BY_ID = 12

export const metadata = handler(
  apis.metadata,
  (call, parts) => {
    const { topics: asked, includeTopicAuthorizedOperations } = call.body
    const operations = includeTopicAuthorizedOperations ? ALL_TOPIC_OPERATIONS : NOT_ASKED
    const found = asked === null || isAll(asked, call.version) ? allTopics(parts) : topicsAsked(asked, call, parts)
    const answer = (topics: readonly TopicAnswer[]) => {
      return {
        ...cluster(call, parts),
        topics: topics.map((one) => ({ ...one, topicAuthorizedOperations: operations })),
      }
    }
    return found instanceof Promise ? found.then(answer) : answer(found)
  },
  { remark: 'an auto-created topic is in the answer that created it' },
)

function cluster({ body, version }: Call<typeof metadataRequest>, { node }: BrokerParts) {
  const { nodeId, host, port, rack, clusterId } = node
  const mayAsk = body.includeClusterAuthorizedOperations && version < 11
  return {
    brokers: [{ nodeId, host, port, rack }],
    clusterId,
    controllerId: nodeId,
    ...(mayAsk ? { clusterAuthorizedOperations: ALL_CLUSTER_OPERATIONS } : {}),
  }
}

/** In the first version an empty list asks for all topics. */
function isAll(asked: Asked, version: number): boolean {
  return version < FIRST_WITH_NULL_FOR_ALL && asked.length === 0
}

function allTopics({ topics, node }: BrokerParts): TopicAnswer[] {
  return Array.from(topics, (topic) => topicAnswer(topic, node.nodeId))
}

function topicsAsked(asked: Asked, { version, body }: Call<typeof metadataRequest>, parts: BrokerParts) {
  const ids = asked.filter(({ topicId }) => topicId !== ZERO_UUID)
  const isMalformed = version < FIRST_BY_ID ? ids.length > 0 || asked.some(({ name }) => name === null) : false
  if (isMalformed || (ids.length === 0 && asked.some(({ name }) => name === null))) {
    return asked.map(({ name, topicId }) => missingTopic('INVALID_REQUEST', { name: name ?? '', topicId }))
  }
  if (ids.length > 0) return ids.map(({ topicId }) => answerById(topicId, parts))
  const mayCreate = body.allowAutoTopicCreation && parts.config.autoCreateTopicsEnable
  const names = new Set(asked.map(({ name }) => name ?? ''))
  const answers = Array.from(names, (name) => answerByName(name, mayCreate, parts))
  return answers.some((one) => one instanceof Promise) ? Promise.all(answers) : (answers as TopicAnswer[])
}

function answerById(topicId: string, { topics, node }: BrokerParts): TopicAnswer {
  const topic = topics.byId(topicId)
  return topic === undefined
    ? missingTopic('UNKNOWN_TOPIC_ID', { name: null, topicId })
    : topicAnswer(topic, node.nodeId)
}

function answerByName(name: string, mayCreate: boolean, parts: BrokerParts): TopicAnswer | Promise<TopicAnswer> {
  const topic = parts.topics.get(name)
  if (topic !== undefined) return topicAnswer(topic, parts.node.nodeId)
  if (faultOfTopicName(name) !== null) return missingTopic('INVALID_TOPIC_EXCEPTION', { name })
  if (!mayCreate) return missingTopic('UNKNOWN_TOPIC_OR_PARTITION', { name })
  return autoCreate(name, parts).then(
    (made) => (isTopic(made) ? topicAnswer(made, parts.node.nodeId) : missingTopic(made, { name })),
    (problem: unknown) => {
      parts.logger.error({ topic: name, problem }, 'a topic could not be created')
      return { ...missingTopic('UNKNOWN_TOPIC_OR_PARTITION', { name }), errorCode: errors.KAFKA_STORAGE_ERROR.code }
    },
  )
}

function isTopic(made: Topic | string): made is Topic {
  return typeof made !== 'string'
}
