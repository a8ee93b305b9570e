/**
 * AddPartitionsToTxn: partitions become part of a producer's transaction, all or none. Up to version 3 it is
 * a producer that asks, for itself; from 4 on a broker, for many, and perhaps only whether they are part of it.
 */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import type { ProducerClaim } from '../transactions/membership.ts'
import type { TopicPartition } from '../transactions/partition-set.ts'

const FIRST_WITH_PRODUCER_FENCED = 2
const FIRST_OF_BROKERS = 4

interface Question extends ProducerClaim {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[]
  readonly isForBroker: boolean
  readonly verifyOnly: boolean
}

export const addPartitionsToTxn = handler(apis.addPartitionsToTxn, async ({ version, body }, parts) => {
  if (version >= FIRST_OF_BROKERS) {
    const resultsByTransaction = []
    for (const transaction of body.transactions) {
      const topicResults = await answer({ ...transaction, isForBroker: true }, parts)
      resultsByTransaction.push({ transactionalId: transaction.transactionalId, topicResults })
    }
    return { throttleTimeMs: 0, errorCode: errors.NONE.code, resultsByTransaction }
  }
  const question: Question = {
    transactionalId: body.v3AndBelowTransactionalId,
    producerId: body.v3AndBelowProducerId,
    producerEpoch: body.v3AndBelowProducerEpoch,
    topics: body.v3AndBelowTopics,
    isForBroker: false,
    verifyOnly: false,
  }
  const told = (error: ErrorName) =>
    version < FIRST_WITH_PRODUCER_FENCED && error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error
  return { throttleTimeMs: 0, resultsByTopicV3AndBelow: await answer(question, parts, told) }
})

/** The error of each partition. */
async function answer(
  question: Question,
  parts: BrokerParts,
  told: (error: ErrorName) => ErrorName = (error) => error,
) {
  const errorOf = await decide(question, parts)
  return question.topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex) => {
      const error = errorOf({ topic: name, partition: partitionIndex })
      return { partitionIndex, partitionErrorCode: errors[told(error)].code }
    }),
  }))
}

async function decide(question: Question, { topics, transactions }: BrokerParts) {
  const partitions = question.topics.flatMap(({ name: topic, partitions: indexes }) =>
    indexes.map((partition) => ({ topic, partition })),
  )
  const isThere = ({ topic, partition }: TopicPartition) => topics.partition(topic, partition) !== undefined
  if (!partitions.every(isThere)) {
    return (one: TopicPartition): ErrorName => (isThere(one) ? 'OPERATION_NOT_ATTEMPTED' : 'UNKNOWN_TOPIC_OR_PARTITION')
  }
  if (question.verifyOnly) return (one: TopicPartition) => transactions.verify(question, one)
  const error = await transactions.add({ ...question, partitions, version: question.isForBroker ? 2 : 0 })
  return () => error
}
