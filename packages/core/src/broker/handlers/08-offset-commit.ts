/**
 * OffsetCommit: how far a group has come in partitions that exist. Who may say so is in
 * `groups/offset-commit.ts`.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { offsetCommitRequest, offsetCommitResponse } from '../../protocol/messages/08-offset-commit.ts'
import type { OffsetToCommit } from '../groups/offset-keeper.ts'
import { PartitionErrors, type TopicName } from '../groups/partition-errors.ts'
import { handler } from '../handler.ts'
import type { Topic, Topics } from '../topics/topics.ts'

/** The first version that tells a group that is not there from one that has gone on. */
const FIRST_WITH_NOT_FOUND = 9
const FIRST_WITH_TOPIC_IDS = 10

type Request = Body<typeof offsetCommitRequest>

export const offsetCommit = handler(apis.offsetCommit, ({ version, body }, { groups, topics }) => {
  const answer = new PartitionErrors()
  const known = sift({ version, body, topics }, answer)
  if (known.length === 0) return shape(version, answer)
  const { groupId, memberId, groupInstanceId: instanceId, generationIdOrMemberEpoch: generation } = body
  const retentionMs = body.retentionTimeMs < 0 ? null : body.retentionTimeMs
  const offsets = known.map(({ offset }) => offset)
  const claim = { groupId, memberId, instanceId, generation }
  const outcome = groups.offsets.commit({ ...claim, offsets, retentionMs, producer: null })
  const tell = (errors: readonly ErrorName[]) => {
    for (const [at, { topic, offset }] of known.entries()) {
      answer.note(topic, offset.partition, told(errors[at] ?? 'NONE', version))
    }
    return shape(version, answer)
  }
  return outcome instanceof Promise ? outcome.then(tell) : tell(outcome)
})

interface Known {
  readonly topic: TopicName
  readonly offset: OffsetToCommit
}

/** The partitions that exist; the others get their error. */
function sift(given: { version: number; body: Request; topics: Topics }, answer: PartitionErrors): Known[] {
  const { version, body, topics } = given
  const isById = version >= FIRST_WITH_TOPIC_IDS
  const known: Known[] = []
  for (const requested of body.topics) {
    const found = isById ? topics.byId(requested.topicId) : topics.get(requested.name)
    const { name, topicId } = requested
    for (const partition of requested.partitions) {
      const { partitionIndex } = partition
      if (found?.partitions[partitionIndex] !== undefined) {
        known.push({ topic: { name, topicId }, offset: toOffset(found, partition) })
      } else {
        const error = found === undefined && isById ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
        answer.note({ name, topicId }, partitionIndex, error)
      }
    }
  }
  return known
}

function toOffset({ name, id }: Topic, partition: Request['topics'][number]['partitions'][number]): OffsetToCommit {
  const { partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata } = partition
  return { topic: name, topicId: id, partition: partitionIndex, offset, leaderEpoch, metadata: committedMetadata }
}

function told(error: ErrorName, version: number): ErrorName {
  return error === 'GROUP_ID_NOT_FOUND' && version < FIRST_WITH_NOT_FOUND ? 'ILLEGAL_GENERATION' : error
}

function shape(version: number, { topics }: PartitionErrors): Draft<typeof offsetCommitResponse> {
  const isById = version >= FIRST_WITH_TOPIC_IDS
  const named = topics.map(({ name, topicId, partitions }) => (isById ? { topicId, partitions } : { name, partitions }))
  return { topics: named }
}
