/**
 * The machine's sockets, over the loopback interface: the contract, and how TCP fails.
 */
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { systemSockets } from './node-sockets.ts'
import { socketsContract } from './sockets.contract.ts'
import { type Connection, SocketError } from './sockets.ts'
import { testAuthority, testClient, testServer } from './test-certificates.contract.ts'

socketsContract(test, 'TCP', () => systemSockets)
socketsContract(test, 'TCP whose reads are lent', () => ({
  ...systemSockets,
  connect: (options) => systemSockets.connect({ ...options, lendsReads: true }),
}))

test('a connection that is reset is told with its error', async (t) => {
  const server = net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const far = await systemSockets.connect({ host: '127.0.0.1', port })
  far.write([Buffer.from('x')])
  const closings: (SocketError | undefined)[] = []
  await new Promise<void>((resolve) => {
    const onClose = (error?: SocketError) => {
      closings.push(error)
      resolve()
    }
    far.start({ onData: () => {}, onDrain: () => {}, onClose })
  })
  t.is(closings.length, 1)
  const [error] = closings
  t.true(error instanceof SocketError)
  t.is(error?.code, 'ECONNRESET')
  t.deepEqual(error?.address, far.remoteAddress)
  server.close()
})

test('a host that nobody knows is named', (t) => {
  const address = { host: 'no-such-host', port: 9092 }
  const problem = new SocketError({ action: 'connect to', address, code: 'ENOTFOUND', cause: undefined })
  t.is(problem.message, 'could not connect to no-such-host:9092: no such host (ENOTFOUND)')
})

/** Says hello to whoever connects, on one address of the machine only. */
async function helloAt(t: ExecutionContext, host: string, open: (greet: Greet) => net.Server = net.createServer) {
  const server = open((socket) => {
    socket.on('error', () => {})
    socket.end('hello')
  })
  const failure = new Promise<Error>((resolve) => server.once('error', resolve))
  server.listen(0, host)
  const problem = await Promise.race([
    once(server, 'listening').then(
      () => undefined,
      () => undefined,
    ),
    failure,
  ])
  t.teardown(() => server.close())
  return problem === undefined ? (server.address() as net.AddressInfo).port : undefined
}

type Greet = (socket: net.Socket) => void

/** What comes over a connection until it ends. */
function heardFrom(connection: Connection): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const onData = (bytes: Buffer) => {
      heard += bytes
    }
    connection.start({ onData, onDrain: () => {}, onClose: (problem) => resolve(problem?.code ?? heard) })
  })
}

for (const host of ['127.0.0.1', '::1']) {
  test(`a listener at ${host} alone is reached as localhost`, async (t) => {
    const port = await helloAt(t, host)
    if (port === undefined) t.pass('the machine has no such address')
    else t.is(await heardFrom(await systemSockets.connect({ host: 'localhost', port })), 'hello')
  })
}

test('localhost without a listener is refused, by value', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  const message = `could not connect to localhost:${port}: connection refused (ECONNREFUSED)`
  await t.throwsAsync(systemSockets.connect({ host: 'localhost', port }), { instanceOf: SocketError, message })
})

const overTls = (options: tls.TlsOptions = {}) => {
  return (greet: Greet) => tls.createServer({ ...testServer, ...options }, greet)
}

test('an encrypted connection is made with those whom the authority vouches for', async (t) => {
  const port = (await helloAt(t, '127.0.0.1', overTls())) ?? 0
  const address = { host: 'localhost', port }
  for (const ca of [testAuthority, [testAuthority], Buffer.from(testAuthority)]) {
    t.is(await heardFrom(await systemSockets.connect({ ...address, tls: { ca } })), 'hello')
  }
  const unchecked = { ...address, tls: { rejectUnauthorized: false } }
  t.is(await heardFrom(await systemSockets.connect(unchecked)), 'hello')
  await t.throwsAsync(systemSockets.connect({ ...address, tls: true }), {
    instanceOf: SocketError,
    message:
      /^could not connect to localhost:\d+: unable to verify the first certificate.* \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)$/,
  })
  const elsewhere = { ...address, tls: { ca: testAuthority, servername: 'broker.example' } }
  await t.throwsAsync(systemSockets.connect(elsewhere), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    message: /broker\.example/,
  })
})

test('a peer that wants a certificate gets it, and says so when it does not', async (t) => {
  const wanting = overTls({ ca: testAuthority, requestCert: true, rejectUnauthorized: true })
  const port = (await helloAt(t, '127.0.0.1', wanting)) ?? 0
  const address = { host: 'localhost', port }
  const known = await systemSockets.connect({ ...address, tls: { ca: testAuthority, ...testClient } })
  t.is(await heardFrom(known), 'hello')
  const nobody = await systemSockets.connect({ ...address, tls: { ca: testAuthority } })
  t.is(await heardFrom(nobody), 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
})

test('a peer without encryption is told from one with a bad certificate', async (t) => {
  const port = (await helloAt(t, '127.0.0.1')) ?? 0
  const problem = await t.throwsAsync(systemSockets.connect({ host: 'localhost', port, tls: true }))
  t.regex((problem as SocketError).code, /^(ERR_SSL_|EPROTO|ECONNRESET)/)
})

test('whoever gives up while an encrypted connection comes about gets none', async (t) => {
  const server = net.createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const controller = new AbortController()
  const connecting = systemSockets.connect({ host: '127.0.0.1', port, tls: true, signal: controller.signal })
  await once(server, 'connection')
  controller.abort()
  await t.throwsAsync(connecting, { code: 'ABORT_ERR' })
  server.close()
  await once(server, 'close')
})
