/**
 * ElectLeaders: an admin client asks the controller, by way of any broker, to choose leaders anew for some
 * partitions, or for all of them where topicPartitions is null.
 *
 * 0 always elects the preferred replica, the first of the assignment, and so brings leadership back to where
 * it was meant to be (KIP-183). 1 adds electionType: 0 as before, 1 an unclean election, which makes a
 * replica that lags the leader if no other lives and may lose records (KIP-460); and it adds an error code
 * for the whole answer. A partition that has the right leader already answers ELECTION_NOT_NEEDED, which is
 * no fault. 2 only brings the compact encoding.
 */
import type { Message } from '../schema.ts'

export const electLeadersRequest = {
  name: 'ElectLeadersRequest',
  key: 43,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    electionType: { type: 'int8', since: 1 },
    topicPartitions: {
      nullable: true,
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    timeoutMs: { type: 'int32', default: 60000 },
  },
} as const satisfies Message

export const electLeadersResponse = {
  name: 'ElectLeadersResponse',
  key: 43,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16', since: 1 },
    replicaElectionResults: {
      array: {
        topic: { type: 'string' },
        partitionResult: {
          array: {
            partitionId: { type: 'int32' },
            errorCode: { type: 'int16' },
            errorMessage: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message
