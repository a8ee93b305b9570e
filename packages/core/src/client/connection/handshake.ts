/**
 * What happens on a new connection before anything else: both sides find out which versions they speak. A broker
 * that is older than our ApiVersions says so in the oldest one, and is asked again in what it knows.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { brokerError } from '../errors.ts'
import type { BrokerConnection } from './broker-connection.ts'
import { VersionTable } from './version-table.ts'

/** The version is that of the package, to which a test holds it; a bundle has no package.json to read it from. */
const SOFTWARE = { clientSoftwareName: 'millrace', clientSoftwareVersion: '0.1.0' }

export async function shakeHands(connection: BrokerConnection): Promise<void> {
  const { api, newest } = { api: apis.apiVersions, newest: apis.apiVersions.request.versions[1] }
  let { body } = await connection.askAt({ api, body: SOFTWARE }, newest)
  if (body.errorCode === errors.UNSUPPORTED_VERSION.code) {
    const known = new VersionTable(connection.broker, body.apiKeys).newest(api) ?? 0
    body = (await connection.askAt({ api, body: known >= 3 ? SOFTWARE : {} }, known)).body
  }
  if (body.errorCode !== errors.NONE.code) {
    throw brokerError(body.errorCode, { place: { broker: connection.broker, api: api.name } })
  }
  connection.versions = new VersionTable(connection.broker, body.apiKeys, body)
}
