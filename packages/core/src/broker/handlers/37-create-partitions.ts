/** CreatePartitions: a topic gets more partitions, never fewer. */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { createPartitionsRequest } from '../../protocol/messages/37-create-partitions.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { checkNewPartitions } from '../topics/topic-rules.ts'

type Asked = Body<typeof createPartitionsRequest>['topics'][number]

export const createPartitions = handler(apis.createPartitions, async ({ body }, parts) => {
  const { topics: asked, validateOnly } = body
  const once = asked.filter(({ name }, index) => asked.findIndex((other) => other.name === name) === index)
  const results = once.map(async (one) => {
    const isTwice = asked.filter(({ name }) => name === one.name).length > 1
    const refused = isTwice
      ? refusal('INVALID_REQUEST', `expected ${one.name} once, found it twice`)
      : check(one, parts)
    const failed = refused ?? (validateOnly ? null : await grow(one, parts))
    return { name: one.name, errorCode: errors[failed?.error ?? 'NONE'].code, errorMessage: failed?.message ?? null }
  })
  return { throttleTimeMs: 0, results: await Promise.all(results) }
})

function check({ name, count, assignments }: Asked, { topics, node }: BrokerParts): Refusal | null {
  const present = topics.get(name)?.partitions.length
  if (present === undefined) return refusal('UNKNOWN_TOPIC_OR_PARTITION', `expected the name of a topic, found ${name}`)
  return checkNewPartitions({ name, present, count, assignments }, node.nodeId)
}

async function grow({ name, count }: Asked, { topics, logger }: BrokerParts): Promise<Refusal | null> {
  const topic = topics.get(name)
  if (topic === undefined) return refusal('UNKNOWN_TOPIC_OR_PARTITION', `expected the name of a topic, found ${name}`)
  try {
    await topics.addPartitions(topic, count)
    return null
  } catch (problem) {
    logger.error({ topic: name, problem }, 'partitions could not be created')
    return refusal('KAFKA_STORAGE_ERROR', String(problem))
  }
}
