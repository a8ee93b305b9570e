/**
 * FindCoordinator: a client asks any broker which broker coordinates a group or a transactional id. That is
 * the leader of the partition of __consumer_offsets or __transaction_state to which the key hashes. Where the
 * topic does not exist yet, the broker creates it and answers COORDINATOR_NOT_AVAILABLE, and the client asks
 * again.
 *
 * 0 knows groups only. 1 adds keyType: 0 a group, 1 a transactional id. From 2 on the client waits out a
 * throttle itself. 4 asks for many keys at once (KIP-699): key gives way to coordinatorKeys and the single
 * answer to the list coordinators, with an error for each key. 5 may answer TRANSACTION_ABORTABLE (KIP-890).
 * 6 adds keyType 2 for share groups, whose key is group, topic id and partition, joined by colons (KIP-932).
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 2. librdkafka also checks that 0 is in the advertised range before it
 * uses groups and lz4.
 */
import type { Message } from '../schema.ts'

export const findCoordinatorRequest = {
  name: 'FindCoordinatorRequest',
  key: 10,
  versions: [0, 6],
  flexibleSince: 3,
  fields: {
    key: { type: 'string', until: 3 },
    keyType: { type: 'int8', since: 1, default: 0 },
    coordinatorKeys: { array: 'string', since: 4 },
  },
} as const satisfies Message

export const findCoordinatorResponse = {
  name: 'FindCoordinatorResponse',
  key: 10,
  versions: [0, 6],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16', until: 3 },
    errorMessage: { type: 'string', since: 1, until: 3, nullable: true, ignorable: true },
    nodeId: { type: 'int32', until: 3 },
    host: { type: 'string', until: 3 },
    port: { type: 'int32', until: 3 },
    coordinators: {
      since: 4,
      array: {
        key: { type: 'string' },
        nodeId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
      },
    },
  },
} as const satisfies Message
