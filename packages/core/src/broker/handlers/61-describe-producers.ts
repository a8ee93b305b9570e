/** DescribeProducers: who writes to a partition, and whose transaction is open there, as its log knows it. */

import type { ProducerEntry } from '../../log/producer-state/producer-entry.ts'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import { faultOfTopicName } from '../topics/topic-name.ts'

export const describeProducers = handler(apis.describeProducers, ({ body }, { topics }) => {
  return {
    throttleTimeMs: 0,
    topics: body.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        const partition = topics.partition(name, partitionIndex)
        if (partition === undefined) return { partitionIndex, ...refusalOf(name), activeProducers: [] }
        const activeProducers = Array.from(partition.log.producers(), describe)
        return { partitionIndex, errorCode: errors.NONE.code, activeProducers }
      }),
    })),
  }
})

function refusalOf(name: string) {
  const fault = faultOfTopicName(name)
  if (fault !== null) return { errorCode: errors.INVALID_TOPIC_EXCEPTION.code, errorMessage: fault }
  const { code, meaning } = errors.UNKNOWN_TOPIC_OR_PARTITION
  return { errorCode: code, errorMessage: meaning }
}

function describe(entry: ProducerEntry) {
  const { producerId, epoch, lastSequence, lastTimestamp, coordinatorEpoch, transactionFirstOffset } = entry
  const currentTxnStartOffset = transactionFirstOffset
  return { producerId, producerEpoch: epoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset }
}
