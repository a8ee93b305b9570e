/**
 * The machine's sockets, over the loopback interface: the contract, and how TCP fails.
 */
import { once } from 'node:events'
import net from 'node:net'
import test from 'ava'
import { systemSockets } from './node-sockets.ts'
import { socketsContract } from './sockets.contract.ts'
import { SocketError } from './sockets.ts'

socketsContract(test, 'TCP', () => systemSockets)

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
