/** Topics that come to be because somebody asked for them. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../internal-topics.ts'
import { faultOfTopicName } from './topic-name.ts'
import { CLUSTER_METADATA_TOPIC } from './topic-rules.ts'
import type { Topic } from './topics.ts'

/** The topic, which is created if it may be; otherwise why there is none. */
export async function autoCreate(name: string, parts: BrokerParts): Promise<Topic | ErrorName> {
  const { topics, internalTopics, config } = parts
  if (name === CONSUMER_OFFSETS || name === TRANSACTION_STATE) return await internalTopics.ensure(name)
  if (name === CLUSTER_METADATA_TOPIC) return 'UNKNOWN_TOPIC_OR_PARTITION'
  if (faultOfTopicName(name) !== null || topics.collidingWith(name) !== undefined) return 'INVALID_TOPIC_EXCEPTION'
  return await topics.create({ name, partitionCount: config.numPartitions })
}
