/**
 * GroupMetadata: record type 2 of __consumer_offsets, a classic group after a rebalance. The key is the
 * group; the value has generation, protocol, leader, and every member with its subscription and assignment as
 * bytes of the group's protocol. A null value is a tombstone: the group is gone.
 *
 * The group coordinator writes it when the leader's SyncGroup arrives, and again when the group becomes
 * empty. It reads it when it becomes the leader of the partition, so that members go on in the same
 * generation after a failover; a group with members comes back as stable, and their session timers start
 * anew.
 *
 * 1 adds the rebalance timeout (before it, the session timeout counts); 2 the time of the last change of
 * state, from which the expiry of an empty group's offsets is counted; 3 the static members' groupInstanceId
 * (KIP-345) and is what Kafka writes; 4 is compact, and from there on fields are to be added as tagged ones
 * only (KIP-915).
 */
import type { Fields, Message } from '../../schema.ts'

export const groupMetadataKey = {
  name: 'GroupMetadataKey',
  key: 2,
  versions: [0, 0],
  fields: {
    group: { type: 'string' },
  },
} as const satisfies Message

const memberMetadata = {
  memberId: { type: 'string' },
  groupInstanceId: { type: 'string', since: 3, nullable: true, default: null, ignorable: true },
  clientId: { type: 'string' },
  clientHost: { type: 'string' },
  rebalanceTimeout: { type: 'int32', since: 1, default: -1, ignorable: true },
  sessionTimeout: { type: 'int32' },
  subscription: { type: 'bytes' },
  assignment: { type: 'bytes' },
} as const satisfies Fields

export const groupMetadataValue = {
  name: 'GroupMetadataValue',
  key: 2,
  versions: [0, 4],
  flexibleSince: 4,
  fields: {
    protocolType: { type: 'string' },
    generation: { type: 'int32' },
    protocol: { type: 'string', nullable: true },
    leader: { type: 'string', nullable: true },
    currentStateTimestamp: { type: 'int64', since: 2, default: -1, ignorable: true },
    members: { array: memberMetadata },
  },
} as const satisfies Message
