/**
 * DeleteTopics: an admin client removes topics. Any broker takes the request and passes it on to the
 * controller; the answer means that the deletion is decided, not that the files are gone.
 *
 * 1 is the oldest version. From 2 on the client waits out a throttle itself. 3 may answer
 * TOPIC_DELETION_DISABLED, which depends on the broker's configuration. 5 adds a message for each topic and
 * may answer THROTTLING_QUOTA_EXCEEDED (KIP-599). 6 replaces the list of names by one of topics, each given
 * by name or by id, never by both; an unknown id gets UNKNOWN_TOPIC_ID (KIP-516).
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 1, which is exactly the oldest version that Kafka 4 speaks.
 */
import type { Message } from '../schema.ts'

export const deleteTopicsRequest = {
  name: 'DeleteTopicsRequest',
  key: 20,
  versions: [1, 6],
  flexibleSince: 4,
  fields: {
    topics: {
      since: 6,
      array: {
        name: { type: 'string', nullable: true, default: null },
        topicId: { type: 'uuid' },
      },
    },
    topicNames: { array: 'string', until: 5, ignorable: true },
    timeoutMs: { type: 'int32' },
  },
} as const satisfies Message

export const deleteTopicsResponse = {
  name: 'DeleteTopicsResponse',
  key: 20,
  versions: [1, 6],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32' },
    responses: {
      array: {
        name: { type: 'string', nullableSince: 6 },
        topicId: { type: 'uuid', since: 6, ignorable: true },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
      },
    },
  },
} as const satisfies Message
