/**
 * DeleteTopics: by name, from version 6 on also by id. A topic is gone for everybody when its deletion is
 * answered, and so is what was committed for it.
 */
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import type { deleteTopicsResponse } from '../../protocol/messages/20-delete-topics.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import { type Refusal, refusal } from '../refusal.ts'
import type { Topic } from '../topics/topics.ts'

type Answer = Draft<typeof deleteTopicsResponse>['responses'][number]

interface Asked {
  readonly name: string | null
  readonly topicId: string
}

const FIRST_BY_ID = 6

export const deleteTopics = handler(apis.deleteTopics, async ({ body, version }, parts) => {
  const byName = body.topicNames.map((name) => ({ name, topicId: ZERO_UUID }))
  const asked: readonly Asked[] = version >= FIRST_BY_ID ? body.topics : byName
  const seen = new Map<string, number>()
  for (const one of asked) seen.set(keyOf(one, parts), (seen.get(keyOf(one, parts)) ?? 0) + 1)
  const once = asked.filter((one, index) => asked.findIndex((other) => isSame(one, other)) === index)
  const responses = once.map((one) => {
    const isTwice = (seen.get(keyOf(one, parts)) ?? 0) > 1
    const found = isTwice ? refusal('INVALID_REQUEST', 'expected each topic once, found it twice') : find(one, parts)
    return 'kind' in found ? refused(one, found) : remove(found, parts)
  })
  return { throttleTimeMs: 0, responses: await Promise.all(responses) }
})

/** The topic that is meant, so that one is found twice which is named by name and by id. */
function keyOf({ name, topicId }: Asked, { topics }: BrokerParts): string {
  if (topicId === ZERO_UUID) return `named ${name}`
  const named = name === null ? topics.byId(topicId)?.name : undefined
  return named === undefined ? `${topicId} ${name}` : `named ${named}`
}

function isSame(one: Asked, other: Asked): boolean {
  return one.name === other.name && one.topicId === other.topicId
}

function find({ name, topicId }: Asked, { topics, config }: BrokerParts): Topic | Refusal {
  const isById = topicId !== ZERO_UUID
  if (name !== null && isById) return refusal('INVALID_REQUEST', 'expected a name or an id, found both')
  if (name === null && !isById) return refusal('INVALID_REQUEST', 'expected a name or an id, found neither')
  if (!config.deleteTopicEnable) return refusal('TOPIC_DELETION_DISABLED', 'delete.topic.enable is false')
  const topic = isById ? topics.byId(topicId) : topics.get(name ?? '')
  if (topic !== undefined) return topic
  return isById
    ? refusal('UNKNOWN_TOPIC_ID', `expected the id of a topic, found ${topicId}`)
    : refusal('UNKNOWN_TOPIC_OR_PARTITION', `expected the name of a topic, found ${name}`)
}

async function remove(topic: Topic, { topics, logger }: BrokerParts): Promise<Answer> {
  const { name, id: topicId } = topic
  try {
    await topics.delete(topic)
    return { name, topicId, errorCode: errors.NONE.code, errorMessage: null }
  } catch (problem) {
    logger.error({ topic: name, problem }, 'a topic could not be deleted')
    return refused({ name, topicId }, refusal('KAFKA_STORAGE_ERROR', String(problem)))
  }
}

function refused({ name, topicId }: Asked, { error, message }: Refusal): Answer {
  return { name, topicId, errorCode: errors[error].code, errorMessage: message }
}
