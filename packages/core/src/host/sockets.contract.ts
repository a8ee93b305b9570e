/**
 * What all sockets promise, as tests that are registered for one kind of them. Sockets that pass can take the
 * place of any others; how a network fails is not among it.
 */
import type { ExecutionContext, TestFn } from 'ava'
import { type Connection, type ConnectionEvents, type Listener, SocketError, type Sockets } from './sockets.ts'

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

/** A listener, and both ends of a connection to it. */
interface Pair {
  readonly sockets: Sockets
  readonly listener: Listener
  readonly near: Connection
  readonly far: Connection
}

async function connectPair(sockets: Sockets): Promise<Pair> {
  const waiting: ((connection: Connection) => void)[] = []
  const accepted = new Promise<Connection>((resolve) => waiting.push(resolve))
  const onConnection = (connection: Connection) => waiting.shift()?.(connection)
  const listener = await sockets.listen({ host: '127.0.0.1', port: 0, onConnection })
  const near = await sockets.connect(listener.address)
  return { sockets, listener, near, far: await accepted }
}

function hear(connection: Connection): Ear {
  const ear = new Ear()
  connection.start(ear)
  return ear
}

type Check = (t: ExecutionContext, pair: Pair) => Promise<void>

const streams: Record<string, Check> = {
  'a listener on port 0 says which port it got, and both ends know each other': async (t, { listener, near, far }) => {
    t.is(listener.address.host, '127.0.0.1')
    t.true(listener.address.port > 0)
    t.deepEqual(near.remoteAddress, listener.address)
    t.is(far.remoteAddress.host, '127.0.0.1')
    near.destroy()
  },

  'chunks arrive in order, also those that were sent before the other side started': async (t, { near, far }) => {
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
  },

  'end sends what was written first, and both sides are told once, without an error': async (t, { near, far }) => {
    const [nearEar, farEar] = [hear(near), hear(far)]
    near.write([Buffer.alloc(5_000_000, 'x')])
    near.end()
    t.false(near.write([Buffer.from('late')]))
    await Promise.all([nearEar.until(isClosed), farEar.until(isClosed)])
    t.is(farEar.text.length, 5_000_000)
    t.deepEqual([nearEar.closings, farEar.closings], [[undefined], [undefined]])
    t.false(far.write([Buffer.from('late')]))
  },

  'an end that came before start is told after it': async (t, { near, far }) => {
    const farEar = hear(far)
    near.destroy()
    await farEar.until(isClosed)
    const nearEar = hear(near)
    t.deepEqual(nearEar.closings, [])
    await nearEar.until(isClosed)
    t.deepEqual(nearEar.closings, [undefined])
  },
}

const flow: Record<string, Check> = {
  'whoever writes too much is told to wait, and when to go on': async (t, { near, far }) => {
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
  },

  'bytes that nobody reads stay, and their writer is told when they have left': async (t, { near, far }) => {
    hear(near)
    const farEar = hear(far)
    far.pause()
    const left: number[] = []
    let writes = 0
    while (left.length === writes) {
      const write = writes++
      near.write([Buffer.alloc(1_000_000)], () => left.push(write))
    }
    const last = writes++
    const lastLeft = new Promise<void>((resolve) => {
      near.write([Buffer.from('a'), Buffer.from('b')], () => {
        left.push(last)
        resolve()
      })
    })
    far.resume()
    await lastLeft
    await farEar.until((ear) => ear.text.endsWith('ab'))
    t.deepEqual(
      left,
      Array.from({ length: writes }, (_, write) => write),
    )
    near.destroy()
  },

  'what will never be sent is told too, once and before the end': async (t, { near, far }) => {
    const nearEar = hear(near)
    hear(far)
    far.pause()
    const told: string[] = []
    near.write([Buffer.alloc(50_000_000)], () => told.push(`waiting, ${nearEar.closings.length} closings`))
    near.write([Buffer.alloc(1)], () => told.push('behind it'))
    t.deepEqual(told, [])
    near.destroy()
    await nearEar.until(isClosed)
    near.write([Buffer.alloc(1)], () => told.push('after the end'))
    t.deepEqual(told, ['waiting, 0 closings', 'behind it', 'after the end'])
  },

  'no chunks at all are sent at once': async (t, { near }) => {
    let isTold = false
    t.true(near.write([], () => (isTold = true)))
    t.true(isTold)
    near.destroy()
  },
}

const listeners: Record<string, Check> = {
  'a connection that nobody takes is refused, by value': async (t, { sockets, listener, near }) => {
    listener.close()
    near.destroy()
    const problem = await t.throwsAsync(sockets.connect(listener.address), { instanceOf: SocketError })
    t.is(problem?.code, 'ECONNREFUSED')
    t.deepEqual(problem?.address, listener.address)
    const { port } = listener.address
    t.is(problem?.message, `could not connect to 127.0.0.1:${port}: connection refused (ECONNREFUSED)`)
  },

  'a closed listener leaves its connections and its port': async (t, { sockets, listener, near, far }) => {
    listener.close()
    const again = await sockets.listen({ ...listener.address, onConnection: () => {} })
    t.deepEqual(again.address, listener.address)
    again.close()
    const farEar = hear(far)
    near.write([Buffer.from('still here')])
    await farEar.until((ear) => ear.text === 'still here')
    near.destroy()
    await farEar.until(isClosed)
  },

  'a port that is taken is refused': async (t, { sockets, listener, near }) => {
    near.destroy()
    const problem = await t.throwsAsync(sockets.listen({ ...listener.address, onConnection: () => {} }), {
      instanceOf: SocketError,
    })
    t.is(problem?.code, 'EADDRINUSE')
    t.regex(problem?.message ?? '', /^could not listen on 127\.0\.0\.1:\d+: address already in use \(EADDRINUSE\)$/)
  },

  'whoever gave up before or while connecting gets no connection': async (t, { sockets, listener, near }) => {
    const cause = new Error('it took too long')
    const before = sockets.connect({ ...listener.address, signal: AbortSignal.abort(cause) })
    const problem = await t.throwsAsync(before, { instanceOf: SocketError })
    t.is(problem?.code, 'ABORT_ERR')
    t.is(problem?.cause, cause)
    const controller = new AbortController()
    const meanwhile = sockets.connect({ ...listener.address, signal: controller.signal })
    controller.abort(cause)
    await t.throwsAsync(meanwhile, { instanceOf: SocketError, code: 'ABORT_ERR', message: /its caller gave up/ })
    near.destroy()
  },

  'giving up after connecting does nothing': async (t, { sockets, listener, near: first }) => {
    const controller = new AbortController()
    const near = await sockets.connect({ ...listener.address, signal: controller.signal })
    controller.abort()
    t.true(near.write([Buffer.from('x')]))
    near.destroy()
    first.destroy()
  },
}

/** Registers the suite under a name for the sockets. */
export function socketsContract(test: TestFn, name: string, makeSockets: () => Sockets): void {
  for (const [title, check] of Object.entries({ ...streams, ...flow, ...listeners })) {
    test(`${name}: ${title}`, async (t) => {
      const pair = await connectPair(makeSockets())
      await check(t, pair)
      pair.listener.close()
    })
  }
}
