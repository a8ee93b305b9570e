/**
 * ListGroups: an admin client asks a broker which groups it coordinates. No broker knows all of them, so the
 * asker goes to every broker and joins the answers.
 *
 * From 2 on the client waits out a throttle itself. 4 returns states and filters by them (KIP-518). 5 returns
 * types, such as classic, consumer and streams, and filters by them (KIP-848). An empty filter lets
 * everything through. The streams groups of KIP-1071 appear here with their own type, while a classic Kafka
 * Streams application is a classic group of protocol type consumer.
 *
 * kafkajs 2.2.4 sends 2, librdkafka 2.0 sends 4.
 */
import type { Message } from '../schema.ts'

export const listGroupsRequest = {
  name: 'ListGroupsRequest',
  key: 16,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    statesFilter: { array: 'string', since: 4 },
    typesFilter: { array: 'string', since: 5 },
  },
} as const satisfies Message

export const listGroupsResponse = {
  name: 'ListGroupsResponse',
  key: 16,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16' },
    groups: {
      array: {
        groupId: { type: 'string' },
        protocolType: { type: 'string' },
        groupState: { type: 'string', since: 4, ignorable: true },
        groupType: { type: 'string', since: 5, ignorable: true },
      },
    },
  },
} as const satisfies Message
