/**
 * What a group leaves in `__consumer_offsets`, in the versions in which Apache Kafka 4.3 writes it, and back.
 * A record without a value is a tombstone: the group, or the offset, is gone.
 */
import type { Body } from '../../protocol/body.ts'
import type { offsetCommitValue } from '../../protocol/stored/consumer-offsets/01-offset-commit.ts'
import type { groupMetadataValue } from '../../protocol/stored/consumer-offsets/02-group-metadata.ts'
import { consumerOffsetsRecords, encodeStoredKey } from '../../protocol/stored.ts'
import { encodeVersioned } from '../../protocol/versioned.ts'
import type { CommittedOffset, OffsetPlace } from './committed-offset.ts'
import { Group } from './group.ts'
import { Member } from './member.ts'

export interface KeyAndValue {
  readonly key: Buffer
  readonly value: Buffer | null
}

export type StoredGroup = Body<typeof groupMetadataValue>

const { groupMetadata, offsetCommit } = consumerOffsetsRecords

const GROUP_VERSION = 3
const OFFSET_VERSION = 4
/** The only one that can say when an offset expires. */
const EXPIRING_OFFSET_VERSION = 1

/** The group with these members and what each of them is given. */
export function groupRecord(
  { id, generation, protocolType, protocolName, sinceMs }: Group,
  content: { members: Iterable<Member>; leader: string | null; assignments?: ReadonlyMap<string, Buffer> },
): KeyAndValue {
  const { members, leader, assignments } = content
  const value = encodeVersioned(groupMetadata.value, GROUP_VERSION, {
    protocolType: protocolType ?? '',
    generation,
    protocol: protocolName,
    leader,
    currentStateTimestamp: sinceMs ?? -1,
    members: Array.from(members, (member) => ({
      memberId: member.id,
      groupInstanceId: member.identity.instanceId,
      clientId: member.identity.clientId,
      clientHost: member.identity.clientHost,
      rebalanceTimeout: member.terms.rebalanceTimeoutMs,
      sessionTimeout: member.terms.sessionTimeoutMs,
      subscription: member.metadata(protocolName),
      assignment: assignments?.get(member.id) ?? member.assignment,
    })),
  })
  return { key: encodeStoredKey(groupMetadata, { group: id }), value }
}

export function groupTombstone(groupId: string): KeyAndValue {
  return { key: encodeStoredKey(groupMetadata, { group: groupId }), value: null }
}

export function offsetRecord(place: OffsetPlace, committed: Omit<CommittedOffset, 'recordOffset'>): KeyAndValue {
  const { offset, leaderEpoch, metadata, committedMs: commitTimestamp, expiresMs, topicId } = committed
  const expires = expiresMs === null ? {} : { expireTimestamp: expiresMs }
  const newer = expiresMs === null ? { leaderEpoch, ...(topicId === null ? {} : { topicId }) } : {}
  const version = expiresMs === null ? OFFSET_VERSION : EXPIRING_OFFSET_VERSION
  const body = { offset, metadata, commitTimestamp, ...newer, ...expires }
  return { key: offsetKey(place), value: encodeVersioned(offsetCommit.value, version, body) }
}

/** The group of a record. Of each member's protocols only the one that was chosen was stored. */
export function restoreGroup(groupId: string, stored: StoredGroup): Group {
  const { generation, protocol: protocolName, leader } = stored
  const sinceMs = stored.currentStateTimestamp < 0 ? null : stored.currentStateTimestamp
  const protocolType = stored.protocolType === '' ? null : stored.protocolType
  const members = stored.members.map((one) => restoreMember(one, protocolName))
  return Group.restore(groupId, { generation, protocolType, protocolName, sinceMs }, { members, leader })
}

/** The offset of a record. */
export function restoreOffset(stored: Body<typeof offsetCommitValue>, recordOffset: number): CommittedOffset {
  return {
    offset: stored.offset,
    leaderEpoch: stored.leaderEpoch,
    metadata: stored.metadata,
    committedMs: stored.commitTimestamp,
    expiresMs: stored.expireTimestamp < 0 ? null : stored.expireTimestamp,
    topicId: stored.topicId === NO_TOPIC_ID ? null : stored.topicId,
    recordOffset,
  }
}

/** All zeros. */
export const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

export function offsetKey({ groupId: group, topic, partition }: OffsetPlace): Buffer {
  return encodeStoredKey(offsetCommit, { group, topic, partition })
}

function restoreMember(stored: StoredGroup['members'][number], protocolName: string | null): Member {
  const { memberId: id, groupInstanceId: instanceId, clientId, clientHost, sessionTimeout: sessionTimeoutMs } = stored
  const rebalanceTimeoutMs = stored.rebalanceTimeout < 0 ? sessionTimeoutMs : stored.rebalanceTimeout
  const protocols = [{ name: protocolName ?? '', metadata: Buffer.from(stored.subscription) }]
  const member = new Member(
    { id, instanceId, clientId, clientHost },
    { protocols, sessionTimeoutMs, rebalanceTimeoutMs },
  )
  member.assignment = Buffer.from(stored.assignment)
  return member
}
