/**
 * ConsumerProtocol: what consumers of a classic group tell each other inside the bytes of JoinGroup and
 * SyncGroup. Each member sends a subscription to the leader, and the leader an assignment to each member. The
 * group coordinator carries the bytes unread, but for one thing: it may look into subscriptions to learn
 * which topics a group reads (see 47-offset-delete.ts). An int16 with the version stands before either of
 * them.
 *
 * A reader that meets a newer version reads it as the newest it knows and ignores what follows; so fields can
 * only be added at the end, and there is no compact encoding. 1 adds the partitions that the member owns, for
 * cooperative rebalancing (KIP-429); 2 the generation in which it got them, so that outdated claims are
 * recognized (KIP-792); 3 its rack (KIP-881). The assignment has been the same since 0.
 *
 * userData is for the assignor's own use. Kafka Streams puts its own subscription and assignment there, with
 * tasks, standbys and endpoints. Trap: kafkajs 2.2.4 throws the assignment's userData away, so no streams
 * assignor can run on it.
 */
import type { Message } from '../schema.ts'

export const consumerProtocolSubscription = {
  name: 'ConsumerProtocolSubscription',
  versions: [0, 3],
  fields: {
    topics: { array: 'string' },
    userData: { type: 'bytes', nullable: true, default: null },
    ownedPartitions: {
      since: 1,
      ignorable: true,
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    generationId: { type: 'int32', since: 2, default: -1, ignorable: true },
    rackId: { type: 'string', since: 3, nullable: true, default: null, ignorable: true },
  },
} as const satisfies Message

export const consumerProtocolAssignment = {
  name: 'ConsumerProtocolAssignment',
  versions: [0, 3],
  fields: {
    assignedPartitions: {
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    userData: { type: 'bytes', nullable: true, default: null },
  },
} as const satisfies Message
