/**
 * DescribeConfigs: an admin client reads the configuration of topics (resource type 2), brokers (4), a
 * broker's loggers (8), client metrics (16) or groups (32). Any broker answers, except that a broker's own
 * settings and loggers must be asked of that very broker. Null for configurationKeys asks for everything.
 *
 * configSource tells where a value comes from: 1 set on the topic, 2 to 4 on the brokers, 5 the built-in
 * default. Synonyms are the settings that would apply in turn if this one were not there. The value of a
 * sensitive setting is always null. 1 is the oldest version; from 2 on the client waits out a throttle
 * itself; 3 can add type and documentation of each setting (KIP-569); 4 only brings the compact encoding.
 *
 * kafkajs 2.2.4 sends 2, librdkafka 2.0 sends 1.
 */
import type { Message } from '../schema.ts'

export const describeConfigsRequest = {
  name: 'DescribeConfigsRequest',
  key: 32,
  versions: [1, 4],
  flexibleSince: 4,
  fields: {
    resources: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        configurationKeys: { array: 'string', nullable: true },
      },
    },
    includeSynonyms: { type: 'bool', default: false },
    includeDocumentation: { type: 'bool', since: 3, default: false },
  },
} as const satisfies Message

export const describeConfigsResponse = {
  name: 'DescribeConfigsResponse',
  key: 32,
  versions: [1, 4],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        configs: {
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
            readOnly: { type: 'bool' },
            configSource: { type: 'int8', default: -1 },
            isSensitive: { type: 'bool' },
            synonyms: {
              array: {
                name: { type: 'string' },
                value: { type: 'string', nullable: true },
                source: { type: 'int8' },
              },
            },
            configType: { type: 'int8', since: 3, default: 0, ignorable: true },
            documentation: { type: 'string', since: 3, nullable: true, ignorable: true },
          },
        },
      },
    },
  },
} as const satisfies Message
