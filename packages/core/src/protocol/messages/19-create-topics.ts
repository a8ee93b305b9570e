/**
 * CreateTopics: an admin client, or a streams runtime for its changelog and repartition topics, asks for new
 * topics. Any broker takes the request and passes it on to the controller. Each topic has its own error;
 * TOPIC_ALREADY_EXISTS is no fault for a runtime that lost a race against its twin.
 *
 * 2 is the oldest version and has validateOnly already. From 3 on the client waits out a throttle itself. 4
 * lets partition count and replication factor be -1, which means the broker's defaults (KIP-464). 5 returns
 * what was created, with its configuration; an asker who may not see that gets -1 and the reason in
 * topicConfigErrorCode (KIP-525). 6 may answer THROTTLING_QUOTA_EXCEEDED (KIP-599). 7 returns the topic id
 * (KIP-516). With assignments given, count and factor must be -1.
 *
 * kafkajs 2.2.4 sends 3, librdkafka 2.0 sends 4.
 */
import type { Message } from '../schema.ts'

export const createTopicsRequest = {
  name: 'CreateTopicsRequest',
  key: 19,
  versions: [2, 7],
  flexibleSince: 5,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        numPartitions: { type: 'int32' },
        replicationFactor: { type: 'int16' },
        assignments: {
          array: {
            partitionIndex: { type: 'int32' },
            brokerIds: { array: 'int32' },
          },
        },
        configs: {
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
          },
        },
      },
    },
    timeoutMs: { type: 'int32', default: 60000 },
    validateOnly: { type: 'bool', default: false },
  },
} as const satisfies Message

export const createTopicsResponse = {
  name: 'CreateTopicsResponse',
  key: 19,
  versions: [2, 7],
  flexibleSince: 5,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        topicId: { type: 'uuid', since: 7, ignorable: true },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        topicConfigErrorCode: { type: 'int16', since: 5, tag: 0, ignorable: true },
        numPartitions: { type: 'int32', since: 5, default: -1, ignorable: true },
        replicationFactor: { type: 'int16', since: 5, default: -1, ignorable: true },
        configs: {
          since: 5,
          nullable: true,
          ignorable: true,
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
            readOnly: { type: 'bool' },
            configSource: { type: 'int8', default: -1 },
            isSensitive: { type: 'bool' },
          },
        },
      },
    },
  },
} as const satisfies Message
