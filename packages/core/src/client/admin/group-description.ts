/**
 * A group and its members, as its coordinator describes them. What consumers told each other is read where the
 * group's protocol is theirs; of other protocols, and of what cannot be read, there are the bytes.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { consumerProtocolAssignment, consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import { errors } from '../../protocol/errors.ts'
import type { describeGroupsResponse } from '../../protocol/messages/15-describe-groups.ts'
import type { consumerGroupDescribeResponse } from '../../protocol/messages/69-consumer-group-describe.ts'
import type { Message } from '../../protocol/schema.ts'
import { decodeVersionedOrNewer } from '../../protocol/versioned.ts'
import { UnsupportedError } from '../errors.ts'
import type { Told } from './errand.ts'
import type { Asked } from './route.ts'

export interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly number[]
}

export interface MemberDescription {
  readonly memberId: string
  /** Null where the member is not static. */
  readonly instanceId: string | null
  readonly clientId: string
  readonly host: string
  /** The topics that it reads; null where the bytes are not a consumer's, or the group is not stable. */
  readonly subscription: readonly string[] | null
  /** Null where the bytes are not a consumer's, or the group is not stable. */
  readonly assignment: readonly TopicPartitions[] | null
  /** As the member sent it: what a consumer's are, and its assignor's user data, are inside. */
  readonly metadataBytes: Buffer
  readonly assignmentBytes: Buffer
}

export interface GroupDescription {
  readonly groupId: string
  readonly state: string
  /** `consumer` for groups of KIP-848. */
  readonly type: 'classic' | 'consumer'
  readonly protocolType: string
  /** The assignor's name; empty while the group is not stable. */
  readonly assignor: string
  readonly members: readonly MemberDescription[]
}

type ClassicGroup = Body<typeof describeGroupsResponse>['groups'][number]
type ModernGroup = Body<typeof consumerGroupDescribeResponse>['groups'][number]
type ToldGroup = Told<string, GroupDescription>

/** Before version 6 a group that is not there is described as one that is dead. */
const DEAD = 'Dead'
const CONSUMER = 'consumer'

export async function describeClassic(to: Asked, groups: readonly string[]): Promise<ToldGroup[]> {
  const answer = await to.ask({ api: apis.describeGroups, body: { groups, includeAuthorizedOperations: false } })
  return answer.groups.map((group) => {
    if (group.errorCode !== errors.NONE.code) return [group.groupId, group]
    if (group.groupState === DEAD) return [group.groupId, { errorCode: errors.GROUP_ID_NOT_FOUND.code }]
    return [group.groupId, { value: classicGroup(group) }]
  })
}

/**
 * Groups of KIP-848, for which there is an API of their own; nothing where the broker does not have it, or has it
 * switched off, as Apache Kafka has before version 4.
 */
export async function describeModern(to: Asked, groupIds: readonly string[]): Promise<ToldGroup[]> {
  const body = { groupIds, includeAuthorizedOperations: false }
  try {
    const { groups } = await to.ask({ api: apis.consumerGroupDescribe, body })
    return groups
      .filter(({ errorCode }) => errorCode !== errors.UNSUPPORTED_VERSION.code)
      .map((group) => [group.groupId, group.errorCode === errors.NONE.code ? { value: modernGroup(group) } : group])
  } catch (problem) {
    if (problem instanceof UnsupportedError) return []
    throw problem
  }
}

function classicGroup(group: ClassicGroup): GroupDescription {
  const isConsumers = group.protocolType === CONSUMER
  const members = group.members.map((member): MemberDescription => {
    const { memberId, groupInstanceId: instanceId, clientId, clientHost: host } = member
    const { memberMetadata: metadataBytes, memberAssignment: assignmentBytes } = member
    const subscription = isConsumers ? readBytes(consumerProtocolSubscription, metadataBytes) : null
    const assignment = isConsumers ? readBytes(consumerProtocolAssignment, assignmentBytes) : null
    return {
      memberId,
      instanceId,
      clientId,
      host,
      subscription: subscription?.topics ?? null,
      assignment: assignment?.assignedPartitions ?? null,
      metadataBytes,
      assignmentBytes,
    }
  })
  const { groupId, groupState: state, protocolType, protocolData: assignor } = group
  return { groupId, state, type: 'classic', protocolType, assignor, members }
}

function modernGroup({ groupId, groupState: state, assignorName: assignor, members }: ModernGroup): GroupDescription {
  return {
    groupId,
    state,
    type: 'consumer',
    protocolType: CONSUMER,
    assignor,
    members: members.map(({ memberId, instanceId, clientId, clientHost: host, subscribedTopicNames, assignment }) => ({
      memberId,
      instanceId,
      clientId,
      host,
      subscription: subscribedTopicNames,
      assignment: assignment.topicPartitions.map(({ topicName: topic, partitions }) => ({ topic, partitions })),
      metadataBytes: Buffer.alloc(0),
      assignmentBytes: Buffer.alloc(0),
    })),
  }
}

/** Null where there is nothing, or something else: the bytes are the members' own affair. */
function readBytes<M extends Message>(message: M, bytes: Buffer): Body<M> | null {
  if (bytes.length === 0) return null
  try {
    return decodeVersionedOrNewer(message, bytes).body
  } catch {
    return null
  }
}
