/**
 * The machine's sockets, over the loopback interface.
 */
import { once } from 'node:events'
import net from 'node:net'
import test from 'ava'
import { systemSockets } from './node-sockets.ts'
import { type Connection, type ConnectionEvents, type Listener, SocketError } from './sockets.ts'

const listeners = new Set<Listener>()
test.after.always(() => {
  for (const listener of listeners) listener.close()
})

/** What a connection said, and promises for its next words. */
class Ear implements ConnectionEvents {
  text = ''
  closings: (SocketError | undefined)[] = []
  drains = 0
  #wake = () => {}

  onData(bytes: Buffer): void {
    this.text += bytes.toString('latin1')
    this.#wake()
  }

  onDrain(): void {
    this.drains++
    this.#wake()
  }

  onClose(error?: SocketError): void {
    this.closings.push(error)
    this.#wake()
  }

  async until(isTrue: (ear: Ear) => boolean): Promise<void> {
    while (!isTrue(this)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

const isClosed = (ear: Ear) => ear.closings.length > 0

/** Both ends of a connection. */
async function connectPair() {
  const waiting: ((connection: Connection) => void)[] = []
  const accepted = new Promise<Connection>((resolve) => waiting.push(resolve))
  const onConnection = (connection: Connection) => waiting.shift()?.(connection)
  const listener = await systemSockets.listen({ host: '127.0.0.1', port: 0, onConnection })
  listeners.add(listener)
  const near = await systemSockets.connect(listener.address)
  return { listener, near, far: await accepted }
}

function hear(connection: Connection): Ear {
  const ear = new Ear()
  connection.start(ear)
  return ear
}

test('a listener on port 0 says which port it got, and both ends know each other', async (t) => {
  const { listener, near, far } = await connectPair()
  t.is(listener.address.host, '127.0.0.1')
  t.true(listener.address.port > 0)
  t.deepEqual(near.remoteAddress, listener.address)
  t.is(far.remoteAddress.host, '127.0.0.1')
  near.destroy()
})

test('chunks arrive in order, also those that were sent before the other side started', async (t) => {
  const { near, far } = await connectPair()
  t.true(near.write([Buffer.from('ab'), Buffer.from(''), Buffer.from('cd')]))
  t.true(near.write([Buffer.from('e')]))
  const farEar = hear(far)
  const nearEar = hear(near)
  await farEar.until((ear) => ear.text === 'abcde')
  far.write([Buffer.from('yes')])
  await nearEar.until((ear) => ear.text === 'yes')
  near.destroy()
  await farEar.until(isClosed)
  t.is(farEar.text, 'abcde')
})

test('end sends what was written first, and both sides are told once, without an error', async (t) => {
  const { near, far } = await connectPair()
  const [nearEar, farEar] = [hear(near), hear(far)]
  near.write([Buffer.alloc(5_000_000, 'x')])
  near.end()
  t.false(near.write([Buffer.from('late')]))
  await Promise.all([nearEar.until(isClosed), farEar.until(isClosed)])
  t.is(farEar.text.length, 5_000_000)
  t.deepEqual([nearEar.closings, farEar.closings], [[undefined], [undefined]])
  t.false(far.write([Buffer.from('late')]))
})

test('an end that came before start is told after it', async (t) => {
  const { near, far } = await connectPair()
  const farEar = hear(far)
  near.destroy()
  await farEar.until(isClosed)
  const nearEar = hear(near)
  t.deepEqual(nearEar.closings, [])
  await nearEar.until(isClosed)
  t.deepEqual(nearEar.closings, [undefined])
})

test('whoever writes too much is told to wait, and when to go on', async (t) => {
  const { near, far } = await connectPair()
  const nearEar = hear(near)
  const farEar = hear(far)
  far.pause()
  let sentBytes = 0
  let mayGoOn = true
  while (mayGoOn) {
    mayGoOn = near.write([Buffer.alloc(500_000), Buffer.alloc(500_000)])
    sentBytes += 1_000_000
  }
  t.is(nearEar.drains, 0)
  t.is(farEar.text, '')
  far.resume()
  await nearEar.until((ear) => ear.drains > 0)
  await farEar.until((ear) => ear.text.length === sentBytes)
  t.true(near.write([Buffer.from('more')]))
  near.destroy()
})

test('a connection that nobody takes is refused, by value', async (t) => {
  const { listener, near } = await connectPair()
  listener.close()
  near.destroy()
  const problem = await t.throwsAsync(systemSockets.connect(listener.address), { instanceOf: SocketError })
  t.is(problem?.code, 'ECONNREFUSED')
  t.deepEqual(problem?.address, listener.address)
  const { port } = listener.address
  t.is(problem?.message, `could not connect to 127.0.0.1:${port}: connection refused (ECONNREFUSED)`)
})

test('a closed listener leaves its connections and its port', async (t) => {
  const { listener, near, far } = await connectPair()
  listener.close()
  const again = await systemSockets.listen({ ...listener.address, onConnection: () => {} })
  listeners.add(again)
  t.deepEqual(again.address, listener.address)
  const farEar = hear(far)
  near.write([Buffer.from('still here')])
  await farEar.until((ear) => ear.text === 'still here')
  near.destroy()
  await farEar.until(isClosed)
  t.pass()
})

test('a port that is taken is refused', async (t) => {
  const { listener, near } = await connectPair()
  near.destroy()
  const onConnection = () => {}
  const problem = await t.throwsAsync(systemSockets.listen({ ...listener.address, onConnection }), {
    instanceOf: SocketError,
  })
  t.is(problem?.code, 'EADDRINUSE')
  t.regex(problem?.message ?? '', /^could not listen on 127\.0\.0\.1:\d+: address already in use \(EADDRINUSE\)$/)
})

test('a connection that is reset is told with its error', async (t) => {
  const server = net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const far = await systemSockets.connect({ host: '127.0.0.1', port })
  far.write([Buffer.from('x')])
  const farEar = hear(far)
  await farEar.until(isClosed)
  t.is(farEar.closings.length, 1)
  const [error] = farEar.closings
  t.true(error instanceof SocketError)
  t.is(error?.code, 'ECONNRESET')
  t.deepEqual(error?.address, far.remoteAddress)
  server.close()
})

test('whoever gave up before or while connecting gets no connection', async (t) => {
  const { listener, near } = await connectPair()
  const cause = new Error('it took too long')
  const before = systemSockets.connect({ ...listener.address, signal: AbortSignal.abort(cause) })
  const problem = await t.throwsAsync(before, { instanceOf: SocketError })
  t.is(problem?.code, 'ABORT_ERR')
  t.is(problem?.cause, cause)
  const controller = new AbortController()
  const meanwhile = systemSockets.connect({ ...listener.address, signal: controller.signal })
  controller.abort(cause)
  await t.throwsAsync(meanwhile, { instanceOf: SocketError, code: 'ABORT_ERR', message: /its caller gave up/ })
  near.destroy()
})

test('giving up after connecting does nothing', async (t) => {
  const { listener, near: first } = await connectPair()
  const controller = new AbortController()
  const near = await systemSockets.connect({ ...listener.address, signal: controller.signal })
  controller.abort()
  t.true(near.write([Buffer.from('x')]))
  near.destroy()
  first.destroy()
})

test('a host that nobody knows is named', (t) => {
  const address = { host: 'no-such-host', port: 9092 }
  const problem = new SocketError({ action: 'connect to', address, code: 'ENOTFOUND', cause: undefined })
  t.is(problem.message, 'could not connect to no-such-host:9092: no such host (ENOTFOUND)')
})
