/** ListOffsets: see `fetch/offset-lookup.ts`. A partition that is named twice is refused. */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { listOffsetsRequest } from '../../protocol/messages/02-list-offsets.ts'
import { lookUpOffset, refused } from '../fetch/offset-lookup.ts'
import { handler } from '../handler.ts'

type Topics = Body<typeof listOffsetsRequest>['topics']

const READ_COMMITTED = 1
const FIRST_WITH_EPOCHS = 4

export const listOffsets = handler(apis.listOffsets, ({ body, version }, { topics }) => {
  const { replicaId, isolationLevel } = body
  const isolation = isolationLevel === READ_COMMITTED ? 'committed' : 'uncommitted'
  const counts = countPartitions(body.topics)
  const answered = new Set<string>()
  return {
    topics: body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.flatMap(({ partitionIndex, timestamp, currentLeaderEpoch }) => {
        const key = `${name}-${partitionIndex}`
        if (answered.has(key)) return []
        answered.add(key)
        const question = { version, timestamp, currentLeaderEpoch, replicaId, isolation } as const
        const isNamedTwice = counts.get(key) !== 1
        const partition = topics.partition(name, partitionIndex)
        const found = isNamedTwice ? refused('INVALID_REQUEST') : lookUpOffset(partition, question)
        const { offset, timestamp: foundTimestamp, leaderEpoch, error } = found
        const epoch = version >= FIRST_WITH_EPOCHS ? { leaderEpoch } : {}
        return [{ partitionIndex, errorCode: errors[error].code, timestamp: foundTimestamp, offset, ...epoch }]
      }),
    })),
  }
})

function countPartitions(topics: Topics): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { name, partitions } of topics) {
    for (const { partitionIndex } of partitions) {
      const key = `${name}-${partitionIndex}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}
