/**
 * RegisterBrokerRecord: record type 0 of __cluster_metadata: a broker has started. Its epoch is the offset of
 * this very record, so each start has a larger one; the incarnation tells two processes of the same number
 * apart. Here it also raises the leader epoch of every partition that the broker has.
 *
 * 1 adds inControlledShutdown, 2 isMigratingZkBroker, 3 the ids of the data directories (KIP-858), 4 those that
 * take no new replicas (KIP-1066). securityProtocol is 0 for plain text.
 */
import type { Fields, Message } from '../../schema.ts'

const endPoint = {
  name: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'uint16' },
  securityProtocol: { type: 'int16' },
} as const satisfies Fields

const feature = {
  name: { type: 'string' },
  minSupportedVersion: { type: 'int16' },
  maxSupportedVersion: { type: 'int16' },
} as const satisfies Fields

export const registerBrokerRecord = {
  name: 'RegisterBrokerRecord',
  key: 0,
  versions: [0, 4],
  flexibleSince: 0,
  fields: {
    brokerId: { type: 'int32' },
    isMigratingZkBroker: { type: 'bool', since: 2 },
    incarnationId: { type: 'uuid' },
    brokerEpoch: { type: 'int64' },
    endPoints: { array: endPoint },
    features: { array: feature },
    rack: { type: 'string', nullable: true },
    fenced: { type: 'bool', default: true },
    inControlledShutdown: { type: 'bool', since: 1 },
    logDirs: { array: 'uuid', since: 3, tag: 0 },
    cordonedLogDirs: { array: 'uuid', since: 4, tag: 1, nullable: true, default: null },
  },
} as const satisfies Message
