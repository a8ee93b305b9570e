/** OffsetForLeaderEpoch: where an epoch ended, as the partition knows it. */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const offsetForLeaderEpoch = handler(apis.offsetForLeaderEpoch, ({ body }, { topics }) => {
  return {
    throttleTimeMs: 0,
    topics: body.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
        const found = topics.partition(topic, partition)
        const error: ErrorName = found?.refuseEpoch(currentLeaderEpoch) ?? 'UNKNOWN_TOPIC_OR_PARTITION'
        if (found === undefined || error !== 'NONE') return { partition, errorCode: errors[error].code }
        const end = found.endOffsetForEpoch(leaderEpoch)
        return { partition, errorCode: errors.NONE.code, leaderEpoch: end.epoch, endOffset: end.endOffset }
      }),
    })),
  }
})
