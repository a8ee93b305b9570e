/**
 * FindCoordinator: where a group or a transactional id has its coordinator. With one broker that is always
 * this one; what is asked for here is that the topic with the coordinator's state is there. Apache Kafka has
 * the client ask again while it creates the topic; here the answer waits for it.
 */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import { CONSUMER_OFFSETS, type InternalTopicName, TRANSACTION_STATE } from '../internal-topics.ts'

/** The first version that asks for several keys at once. */
const FIRST_WITH_KEYS = 4

const TOPICS: ReadonlyMap<number, InternalTopicName> = new Map([
  [0, CONSUMER_OFFSETS],
  [1, TRANSACTION_STATE],
])

const NOWHERE = { nodeId: -1, host: '', port: -1 }

export const findCoordinator = handler(
  apis.findCoordinator,
  async ({ version, body }, parts) => {
    const error = await seeToTopic(body.keyType, parts)
    const found = error === 'NONE' ? parts.node : NOWHERE
    const { nodeId, host, port } = found
    const { code: errorCode, meaning } = errors[error]
    if (version < FIRST_WITH_KEYS) {
      return { errorCode, errorMessage: error === 'NONE' ? 'NONE' : meaning, nodeId, host, port }
    }
    const errorMessage = error === 'INVALID_REQUEST' ? meaning : ''
    return { coordinators: body.coordinatorKeys.map((key) => ({ key, nodeId, host, port, errorCode, errorMessage })) }
  },
  { remark: 'share groups have no coordinator: INVALID_REQUEST' },
)

async function seeToTopic(keyType: number, { internalTopics, logger }: BrokerParts): Promise<ErrorName> {
  const topic = TOPICS.get(keyType)
  if (topic === undefined) return 'INVALID_REQUEST'
  try {
    await internalTopics.ensure(topic)
    return 'NONE'
  } catch (problem) {
    logger.error({ topic, error: problem }, "a coordinator's topic could not be created")
    return 'COORDINATOR_NOT_AVAILABLE'
  }
}
