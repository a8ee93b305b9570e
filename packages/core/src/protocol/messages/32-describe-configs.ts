/**
 * TODO story
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
