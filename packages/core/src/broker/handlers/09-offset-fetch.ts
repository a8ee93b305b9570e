/**
 * OffsetFetch: where groups stand. Up to version 7 it is one group, whose error is the answer's (in version 1
 * each partition's); later it is several. A partition without a commit gets offset -1 and no error.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { offsetFetchRequest, offsetFetchResponse } from '../../protocol/messages/09-offset-fetch.ts'
import type { BrokerParts } from '../broker-parts.ts'
import type { FoundOffset } from '../groups/offset-service.ts'
import { handler } from '../handler.ts'

const FIRST_WITH_GROUPS = 8
const FIRST_WITH_TOPIC_IDS = 10
/** The last version that has no error for a group. */
const LAST_WITHOUT_GROUP_ERROR = 1

type Request = Body<typeof offsetFetchRequest>
type Asked = Request['groups'][number]
type Answered = NonNullable<Draft<typeof offsetFetchResponse>['groups']>[number]
type AnsweredPartition = Answered['topics'][number]['partitions'][number]

interface Terms {
  readonly isById: boolean
  readonly requireStable: boolean
}

export const offsetFetch = handler(apis.offsetFetch, ({ version, body }, parts) => {
  const terms = { isById: version >= FIRST_WITH_TOPIC_IDS, requireStable: body.requireStable }
  if (version >= FIRST_WITH_GROUPS) return { groups: body.groups.map((one) => fetchGroup(one, terms, parts)) }
  return shapeAlone(version, body, fetchGroup(onlyGroup(body), terms, parts))
})

function fetchGroup(asked: Asked, terms: Terms, parts: BrokerParts): Answered {
  const { groupId, topics } = asked
  if (!parts.groups.offsets.hasRoomFor(groupId)) return { groupId, topics: [], errorCode: errors.NOT_COORDINATOR.code }
  const answered = topics === null ? fetchAll(groupId, terms, parts) : fetchSome({ groupId, topics }, terms, parts)
  return { groupId, topics: answered, errorCode: errors.NONE.code }
}

function fetchSome(
  { groupId, topics }: { groupId: string; topics: NonNullable<Asked['topics']> },
  { isById, requireStable }: Terms,
  parts: BrokerParts,
): Answered['topics'] {
  return topics.map(({ name, topicId, partitionIndexes }) => {
    const topic = isById ? parts.topics.byId(topicId)?.name : name
    const partitions = partitionIndexes.map((partition) => {
      if (topic === undefined) return refused(partition, 'UNKNOWN_TOPIC_ID')
      const found = parts.groups.offsets.find({ groupId, topic, partition }, requireStable)
      return shape(partition, isById && isOfOther(found, topicId) ? null : found)
    })
    return isById ? { topicId, partitions } : { name, partitions }
  })
}

/** Whether the offset was committed for an earlier topic of the same name. */
function isOfOther(found: FoundOffset, topicId: string): boolean {
  if (found === null || typeof found === 'string') return false
  return found.topicId !== null && found.topicId !== topicId
}

/** What was committed for topics that are no more cannot be told to a client that knows topics by their ids. */
function fetchAll(groupId: string, { isById, requireStable }: Terms, { groups, topics }: BrokerParts) {
  const answered: Answered['topics'][number][] = []
  for (const [name, offsets] of groups.offsets.all(groupId)) {
    const topicId = topics.get(name)?.id
    if (isById && topicId === undefined) continue
    const partitions = Array.from(offsets.keys(), (partition) => {
      return shape(partition, groups.offsets.find({ groupId, topic: name, partition }, requireStable))
    })
    answered.push(isById ? { topicId, partitions } : { name, partitions })
  }
  return answered
}

function shape(partitionIndex: number, found: FoundOffset): AnsweredPartition {
  if (found === null) return refused(partitionIndex, 'NONE')
  if (typeof found === 'string') return refused(partitionIndex, found)
  const { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata } = found
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode: errors.NONE.code }
}

function refused(partitionIndex: number, error: ErrorName): AnsweredPartition {
  const nothing = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
  return { partitionIndex, ...nothing, errorCode: errors[error].code }
}

function onlyGroup({ groupId, topics }: Request): Asked {
  const named = topics?.map((topic) => ({ ...topic, topicId: '' })) ?? null
  return { groupId, memberId: null, memberEpoch: -1, topics: named }
}

function shapeAlone(
  version: number,
  { topics: asked }: Request,
  answered: Answered,
): Draft<typeof offsetFetchResponse> {
  const { errorCode = errors.NONE.code } = answered
  if (version > LAST_WITHOUT_GROUP_ERROR || errorCode === errors.NONE.code) {
    const topics = answered.topics.map(({ name = '', partitions }) => ({ name, partitions }))
    return version > LAST_WITHOUT_GROUP_ERROR ? { topics, errorCode } : { topics }
  }
  const topics = (asked ?? []).map(({ name, partitionIndexes }) => {
    return { name, partitions: partitionIndexes.map((partition) => ({ ...refused(partition, 'NONE'), errorCode })) }
  })
  return { topics }
}
