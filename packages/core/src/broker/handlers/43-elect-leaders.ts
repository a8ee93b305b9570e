/** ElectLeaders: the one replica of a partition leads it already, so there is never anything to elect. */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import type { Topics } from '../topics/topics.ts'

/** Preferred, and unclean. */
const ELECTION_TYPES = [0, 1]

export const electLeaders = handler(apis.electLeaders, ({ body }, { topics }) => {
  const { electionType, topicPartitions } = body
  const isKnown = ELECTION_TYPES.includes(electionType)
  const errorCode = errors[isKnown ? 'NONE' : 'INVALID_REQUEST'].code
  const outcomeOf = (topic: string, partition: number) =>
    isKnown
      ? outcome(topics, topic, partition)
      : answer('INVALID_REQUEST', `expected election type 0 or 1, found ${electionType}`)
  // Where all are meant, only those are told of in which something was elected.
  if (topicPartitions === null) {
    const replicaElectionResults = Array.from(topics, ({ name: topic }) => ({ topic, partitionResult: [] }))
    return { throttleTimeMs: 0, errorCode, replicaElectionResults: isKnown ? replicaElectionResults : [] }
  }
  const replicaElectionResults = topicPartitions.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => ({ partitionId, ...outcomeOf(topic, partitionId) })),
  }))
  return { throttleTimeMs: 0, errorCode, replicaElectionResults }
})

function outcome(topics: Topics, topic: string, partition: number) {
  if (topics.partition(topic, partition) !== undefined) {
    return answer('ELECTION_NOT_NEEDED', 'the only replica leads the partition already')
  }
  return answer('UNKNOWN_TOPIC_OR_PARTITION', `expected a partition, found ${topic}-${partition}`)
}

function answer(error: ErrorName, errorMessage: string) {
  return { errorCode: errors[error].code, errorMessage }
}
