import { readFile } from 'node:fs/promises'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { BrokerLink } from './broker-link.ts'
import { ScriptedBroker, settled, stage } from './scripted-broker.contract.ts'

test("brokers are told the software's name and the package's version", async (t) => {
  const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))
  const { clock, sockets, settings } = stage({})
  const bodies: unknown[] = []
  await ScriptedBroker.start(sockets, {
    script: ({ api, body }) => void (api.key === apis.apiVersions.key && bodies.push(body)),
  })
  const link = new BrokerLink({ nodeId: 1, host: '127.0.0.1', port: 9092 }, settings)
  await settled(clock, link.connection())
  t.deepEqual(bodies, [{ clientSoftwareName: 'millrace', clientSoftwareVersion: version }])
  link.close()
})
