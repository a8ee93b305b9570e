/**
 * ApiVersions: what is spoken here, computed from the table of handlers, so that it cannot lie; and the features
 * of the cluster, out of its metadata. The name and version of the client's software are kept for whoever looks
 * at the connections.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import { supportedFeatures } from '../metadata/features.ts'
import type { MetadataState } from '../metadata/metadata-state.ts'
import type { ServedApi } from '../served-api.ts'

/** What Apache Kafka takes for a software's name or version. */
const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/
const FIRST_WITH_SOFTWARE = 3
/** Older clients choke on a feature whose lowest level is 0. */
const FIRST_WITH_LEVEL_0 = 4

export const apiVersions = handler(apis.apiVersions, ({ version, body, client }, { served, metadata }) => {
  const { clientSoftwareName: name, clientSoftwareVersion } = body
  if (version >= FIRST_WITH_SOFTWARE) {
    if (!SOFTWARE.test(name) || !SOFTWARE.test(clientSoftwareVersion)) {
      return { errorCode: errors.INVALID_REQUEST.code, apiKeys: [] }
    }
    client.software = { name, version: clientSoftwareVersion }
  }
  return { errorCode: errors.NONE.code, apiKeys: rangesOf(served.values()), ...featuresOf(metadata.state, version) }
})

export function rangesOf(served: Iterable<ServedApi>) {
  return Array.from(served, ({ api, advertised: [minVersion, maxVersion] }) => {
    return { apiKey: api.key, minVersion, maxVersion }
  })
}

function featuresOf({ features, featuresEpoch }: MetadataState, version: number) {
  const told = supportedFeatures.filter(({ min }) => min > 0 || version >= FIRST_WITH_LEVEL_0)
  return {
    supportedFeatures: told.map(({ name, min, max }) => ({ name, minVersion: min, maxVersion: max })),
    finalizedFeaturesEpoch: featuresEpoch,
    finalizedFeatures: Array.from(features, ([name, level]) => {
      return { name, maxVersionLevel: level, minVersionLevel: level }
    }),
  }
}
