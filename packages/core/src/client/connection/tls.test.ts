/** A client over TLS, over the machine's own sockets and clock. */
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import test from 'ava'
import { systemSockets } from '../../host/node-sockets.ts'
import type { Sockets } from '../../host/sockets.ts'
import { testAuthority, testClient, testServer } from '../../host/test-certificates.contract.ts'
import { ControlledBroker, silentLogger } from '../../testing.ts'
import { type ClientOptions, clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { AuthenticationError } from '../errors.ts'

/** A broker that is reached by TLS alone: a proxy takes it off. */
async function behindTls(options: tls.TlsOptions = {}) {
  const ends = new Set<net.Socket>()
  let inside = 0
  const listen: Sockets['listen'] = async (options) => {
    const listener = await systemSockets.listen(options)
    inside = listener.address.port
    return listener
  }
  const server = tls.createServer({ ...testServer, ...options }, (near) => {
    const far = net.connect(inside, '127.0.0.1')
    for (const end of [near, far]) ends.add(end.on('error', () => {}))
    near.pipe(far).pipe(near)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const brokerOptions = { host: '127.0.0.1', advertisedHost: 'localhost', sockets: { ...systemSockets, listen } }
  const broker = await ControlledBroker.start({
    ...brokerOptions,
    advertisedPort: port,
    topics: ['orders'],
    logger: silentLogger,
  })
  const client = (more: Partial<ClientOptions>) => {
    return new Cluster(clientSettings({ brokers: [`localhost:${port}`], logger: silentLogger, ...more }))
  }
  const close = async () => {
    for (const end of ends) end.destroy()
    server.close()
    await broker.close()
  }
  return { client, close }
}

test('a client with TLS talks to brokers behind it', async (t) => {
  const { client, close } = await behindTls({ ca: testAuthority, requestCert: true, rejectUnauthorized: true })
  const cluster = client({ tls: { ca: testAuthority, ...testClient } })
  const view = await cluster.viewOf('orders')
  t.is(view.partition('orders', 0)?.leaderId, 1)
  await cluster.link(1).connection()
  cluster.close()
  await close()
})

test('a certificate that nothing vouches for is final, and is said to be the reason', async (t) => {
  const { client, close } = await behindTls()
  const cluster = client({ tls: true })
  const problem = await t.throwsAsync(cluster.refresh(), { instanceOf: AuthenticationError, code: 'TLS_FAILED' })
  t.regex(problem?.message ?? '', /^at localhost:\d+: could not connect to .*unable to verify the first certificate/)
  t.false((problem as AuthenticationError).retriable)
  cluster.close()
  await close()
})
