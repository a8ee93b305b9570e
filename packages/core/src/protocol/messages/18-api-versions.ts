/**
 * ApiVersions: the first request on most connections. Any broker answers which versions of which APIs it
 * speaks, also before the client has logged in; the client then takes the highest version that both know.
 *
 * 0 to 2 have the same request; from 2 on the client waits out a throttle itself. 3 is compact, names the
 * client's software (KIP-511; a malformed name gets INVALID_REQUEST), and lists features, which is how a
 * producer learns that transaction version 2 is in force. 4 may list a feature whose lowest level is 0; such
 * features are left out below 4, because older clients choke on them (KAFKA-17011).
 *
 * Traps: the response has header version 0 in every version, 3 and 4 included, since the client cannot yet
 * know what the broker speaks. A request in a version that the broker does not know is answered with the body
 * of version 0, UNSUPPORTED_VERSION and at least this API's own range, so that the client can try again.
 * Produce's range is advertised wider than it is; see 00-produce.ts. kafkajs 2.2.4 sends 2, librdkafka 2.0
 * sends 3.
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
