/**
 * WriteTxnMarkers: ends transactions in single partitions. In a cluster brokers send it to each other; here it
 * is for operators, who end by it what hangs (`kafka-transactions.sh abort`).
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const writeTxnMarkers = handler(apis.writeTxnMarkers, ({ body }, { transactions }) => ({
  markers: body.markers.map(({ topics, transactionResult: isCommit, ...marker }) => ({
    producerId: marker.producerId,
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        // A marker of nobody's cannot be written.
        if (marker.producerId < 0 || marker.producerEpoch < 0) {
          return { partitionIndex, errorCode: errors.INVALID_REQUEST.code }
        }
        const { error } = transactions.mark({ topic: name, partition: partitionIndex }, { ...marker, isCommit })
        return { partitionIndex, errorCode: errors[error].code }
      }),
    })),
  })),
}))
