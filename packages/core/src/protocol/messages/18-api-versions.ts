/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const apiVersionsRequest = {
  name: 'ApiVersionsRequest',
  key: 18,
  versions: [0, 4],
  flexibleSince: 3,
  fields: {
    clientSoftwareName: { type: 'string', since: 3, ignorable: true },
    clientSoftwareVersion: { type: 'string', since: 3, ignorable: true },
  },
} as const satisfies Message

export const apiVersionsResponse = {
  name: 'ApiVersionsResponse',
  key: 18,
  versions: [0, 4],
  flexibleSince: 3,
  headerVersion: 0,
  unsupportedAs: 0,
  fields: {
    errorCode: { type: 'int16' },
    apiKeys: {
      array: {
        apiKey: { type: 'int16' },
        minVersion: { type: 'int16' },
        maxVersion: { type: 'int16' },
      },
    },
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    supportedFeatures: {
      since: 3,
      tag: 0,
      ignorable: true,
      array: {
        name: { type: 'string' },
        minVersion: { type: 'int16' },
        maxVersion: { type: 'int16' },
      },
    },
    finalizedFeaturesEpoch: { type: 'int64', since: 3, tag: 1, default: -1, ignorable: true },
    finalizedFeatures: {
      since: 3,
      tag: 2,
      ignorable: true,
      array: {
        name: { type: 'string' },
        maxVersionLevel: { type: 'int16' },
        minVersionLevel: { type: 'int16' },
      },
    },
    zkMigrationReady: { type: 'bool', since: 3, tag: 3, default: false, ignorable: true },
  },
} as const satisfies Message
