/**
 * The records that a broker keeps in its internal topics: group state in `__consumer_offsets`,
 * transactions in `__transaction_state`. A record's key begins with an int16 that says what the record
 * is, its value with an int16 that says in which version it is written (see `versioned.ts`).
 */
import { DecodeError } from '../bytes/errors.ts'
import { Reader } from '../bytes/reader.ts'
import { Writer } from '../bytes/writer.ts'
import type { Body, Draft } from './body.ts'
import { codec, readPrefix, refuseTrailing } from './codec.ts'
import type { Message } from './schema.ts'
import { legacyOffsetCommitKey, legacyOffsetCommitValue } from './stored/consumer-offsets/00-legacy-offset-commit.ts'
import { offsetCommitKey, offsetCommitValue } from './stored/consumer-offsets/01-offset-commit.ts'
import { groupMetadataKey, groupMetadataValue } from './stored/consumer-offsets/02-group-metadata.ts'
import {
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
} from './stored/consumer-offsets/03-consumer-group-metadata.ts'
import {
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
} from './stored/consumer-offsets/04-consumer-group-partition-metadata.ts'
import {
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
} from './stored/consumer-offsets/05-consumer-group-member-metadata.ts'
import {
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
} from './stored/consumer-offsets/06-consumer-group-target-assignment-metadata.ts'
import {
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
} from './stored/consumer-offsets/07-consumer-group-target-assignment-member.ts'
import {
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
} from './stored/consumer-offsets/08-consumer-group-current-member-assignment.ts'
import {
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
} from './stored/consumer-offsets/16-consumer-group-regular-expression.ts'
import {
  streamsGroupMetadataKey,
  streamsGroupMetadataValue,
} from './stored/consumer-offsets/17-streams-group-metadata.ts'
import {
  streamsGroupMemberMetadataKey,
  streamsGroupMemberMetadataValue,
} from './stored/consumer-offsets/19-streams-group-member-metadata.ts'
import {
  streamsGroupTargetAssignmentMetadataKey,
  streamsGroupTargetAssignmentMetadataValue,
} from './stored/consumer-offsets/20-streams-group-target-assignment-metadata.ts'
import {
  streamsGroupTargetAssignmentMemberKey,
  streamsGroupTargetAssignmentMemberValue,
} from './stored/consumer-offsets/21-streams-group-target-assignment-member.ts'
import {
  streamsGroupCurrentMemberAssignmentKey,
  streamsGroupCurrentMemberAssignmentValue,
} from './stored/consumer-offsets/22-streams-group-current-member-assignment.ts'
import {
  streamsGroupTopologyKey,
  streamsGroupTopologyValue,
} from './stored/consumer-offsets/23-streams-group-topology.ts'
import { transactionLogKey, transactionLogValue } from './stored/transaction-state/00-transaction-log.ts'

/** A kind of stored record: what its key is made of, and what its value. */
export interface StoredRecord<Key extends Message = Message, Value extends Message = Message> {
  /** The number before the key. */
  readonly type: number
  readonly key: Key
  readonly value: Value
}

type Keyed = Message & { readonly key: number }

function stored<Key extends Keyed, Value extends Keyed>(key: Key, value: Value): StoredRecord<Key, Value> {
  return { type: key.key, key, value }
}

/** The records of `__consumer_offsets`. */
export const consumerOffsetsRecords = {
  legacyOffsetCommit: stored(legacyOffsetCommitKey, legacyOffsetCommitValue),
  offsetCommit: stored(offsetCommitKey, offsetCommitValue),
  groupMetadata: stored(groupMetadataKey, groupMetadataValue),
  consumerGroupMetadata: stored(consumerGroupMetadataKey, consumerGroupMetadataValue),
  consumerGroupPartitionMetadata: stored(consumerGroupPartitionMetadataKey, consumerGroupPartitionMetadataValue),
  consumerGroupMemberMetadata: stored(consumerGroupMemberMetadataKey, consumerGroupMemberMetadataValue),
  consumerGroupTargetAssignmentMetadata: stored(
    consumerGroupTargetAssignmentMetadataKey,
    consumerGroupTargetAssignmentMetadataValue,
  ),
  consumerGroupTargetAssignmentMember: stored(
    consumerGroupTargetAssignmentMemberKey,
    consumerGroupTargetAssignmentMemberValue,
  ),
  consumerGroupCurrentMemberAssignment: stored(
    consumerGroupCurrentMemberAssignmentKey,
    consumerGroupCurrentMemberAssignmentValue,
  ),
  consumerGroupRegularExpression: stored(consumerGroupRegularExpressionKey, consumerGroupRegularExpressionValue),
  streamsGroupMetadata: stored(streamsGroupMetadataKey, streamsGroupMetadataValue),
  streamsGroupMemberMetadata: stored(streamsGroupMemberMetadataKey, streamsGroupMemberMetadataValue),
  streamsGroupTargetAssignmentMetadata: stored(
    streamsGroupTargetAssignmentMetadataKey,
    streamsGroupTargetAssignmentMetadataValue,
  ),
  streamsGroupTargetAssignmentMember: stored(
    streamsGroupTargetAssignmentMemberKey,
    streamsGroupTargetAssignmentMemberValue,
  ),
  streamsGroupCurrentMemberAssignment: stored(
    streamsGroupCurrentMemberAssignmentKey,
    streamsGroupCurrentMemberAssignmentValue,
  ),
  streamsGroupTopology: stored(streamsGroupTopologyKey, streamsGroupTopologyValue),
} as const

/** The records of `__transaction_state`. */
export const transactionStateRecords = {
  transactionLog: stored(transactionLogKey, transactionLogValue),
} as const

/** Writes a record's key: its type, then the key itself, which has one version only. */
export function encodeStoredKey<Key extends Message>(record: StoredRecord<Key>, key: Draft<Key>): Buffer {
  const writer = new Writer()
  writer.int16(record.type)
  codec(record.key, record.key.versions[0]).write(writer, key)
  return writer.finishWhole()
}

const TYPE = { subject: 'stored key', path: 'type' } as const

/** Reads a record's key: which record of the table it is, and the key itself. */
export function decodeStoredKey<Record extends StoredRecord>(
  table: { readonly [name: string]: Record },
  bytes: Buffer,
): { record: Record; key: Body<Record['key']> } {
  const reader = new Reader(bytes)
  const type = readPrefix(reader, TYPE)
  const record = Object.values(table).find((one) => one.type === type)
  if (record === undefined) {
    const place = { ...TYPE, position: 0 }
    throw new DecodeError({ code: 'UNSUPPORTED', ...place, expected: 'a known type', found: String(type) })
  }
  const keyCodec = codec(record.key, record.key.versions[0])
  const key = keyCodec.read(reader)
  refuseTrailing(reader, keyCodec.subject)
  return { record, key: key as Body<Record['key']> }
}
