/**
 * ProducerIdsRecord: record type 15 of __cluster_metadata: all producer ids below this one have been handed to a
 * broker, which gives them out; those that it had not given out when it stopped are never used. There is one
 * version.
 */
import type { Message } from '../../schema.ts'

export const producerIdsRecord = {
  name: 'ProducerIdsRecord',
  key: 15,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    brokerId: { type: 'int32' },
    brokerEpoch: { type: 'int64', default: -1 },
    nextProducerId: { type: 'int64' },
  },
} as const satisfies Message
