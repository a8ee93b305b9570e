/**
 * CreateTopics: each topic is checked by itself, and either created with all its partitions or not at all. Of
 * several that ask for the same name in one request none is created.
 */
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import type { createTopicsResponse } from '../../protocol/messages/19-create-topics.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { describeTopic } from '../configs/describe.ts'
import { handler } from '../handler.ts'
import { newUuid } from '../metadata/uuid.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { type AskedTopic, checkNewTopic, PARTITIONS_AT_ONCE_MAX } from '../topics/topic-rules.ts'
import type { NewTopic } from '../topics/topics.ts'

type Answer = Draft<typeof createTopicsResponse>['topics'][number]

export const createTopics = handler(apis.createTopics, async ({ body }, parts) => {
  const { topics: asked, validateOnly } = body
  const seen = new Map<string, number>()
  for (const { name } of asked) seen.set(name, (seen.get(name) ?? 0) + 1)
  let partitions = 0
  const topics = new Map<string, Promise<Answer> | Answer>()
  for (const topic of asked) {
    const { name } = topic
    const checked = (seen.get(name) ?? 0) > 1 ? refuseTwice(name) : check(topic, parts)
    if (isRefusal(checked)) {
      topics.set(name, refusedTopic(name, checked))
      continue
    }
    const count = partitions + checked.partitionCount
    if (count > PARTITIONS_AT_ONCE_MAX) {
      topics.set(name, refusedTopic(name, refuseMany(count)))
      continue
    }
    partitions = count
    topics.set(name, validateOnly ? created(checked, newUuid(parts.random), parts) : create(checked, parts))
  }
  return { throttleTimeMs: 0, topics: await Promise.all(topics.values()) }
})

function check(asked: AskedTopic, { topics, node, config }: BrokerParts): NewTopic | Refusal {
  return checkNewTopic(asked, { topics, nodeId: node.nodeId, numPartitions: config.numPartitions })
}

function isRefusal(checked: NewTopic | Refusal): checked is Refusal {
  return 'kind' in checked
}

function refuseTwice(name: string): Refusal {
  return refusal('INVALID_REQUEST', `expected topic ${name} once, found it twice`)
}

function refuseMany(count: number): Refusal {
  return refusal(
    'POLICY_VIOLATION',
    `expected at most ${PARTITIONS_AT_ONCE_MAX} new partitions a request, found ${count}`,
  )
}

async function create(topic: NewTopic, parts: BrokerParts): Promise<Answer> {
  try {
    const { id } = await parts.topics.create(topic)
    return created(topic, id, parts)
  } catch (problem) {
    parts.logger.error({ topic: topic.name, problem }, 'a topic could not be created')
    return refusedTopic(topic.name, refusal('KAFKA_STORAGE_ERROR', String(problem)))
  }
}

function created({ name, partitionCount, configs = new Map() }: NewTopic, topicId: string, parts: BrokerParts): Answer {
  const described = describeTopic(configs, parts.configuration).map(
    ({ name: setting, value, readOnly, configSource }) => {
      return { name: setting, value, readOnly, configSource, isSensitive: false }
    },
  )
  const facts = { numPartitions: partitionCount, replicationFactor: 1, configs: described }
  return { name, topicId, errorCode: errors.NONE.code, errorMessage: null, ...facts }
}

function refusedTopic(name: string, { error, message }: Refusal): Answer {
  return { name, topicId: ZERO_UUID, errorCode: errors[error].code, errorMessage: message, configs: [] }
}
