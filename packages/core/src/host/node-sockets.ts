/**
 * The machine's own sockets: TCP. Whatever happens to a connection before its user has said `start`, its end
 * included, is told from then on.
 */
import dns from 'node:dns'
import net from 'node:net'
import tls from 'node:tls'
import type {
  Address,
  Connection,
  ConnectionEvents,
  ConnectOptions,
  Listener,
  ListenOptions,
  Sockets,
  TlsOptions,
} from './sockets.ts'
import { SocketError } from './sockets.ts'

/** Small messages are sent at once, and a peer that vanished is noticed some day. */
const TCP_OPTIONS = { noDelay: true, keepAlive: true }

/**
 * A name with several addresses is tried at all of them, IPv6 and IPv4 by turns, the next one when the one before
 * fails or says nothing for a moment. Node's default can be changed by a flag; this cannot.
 */
const CONNECT_OPTIONS = { ...TCP_OPTIONS, autoSelectFamily: true, lookup }

/** `localhost` is both of the machine's own addresses, also where its table of hosts knows but one. */
const LOCALHOST = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const NOTHING = () => {}

/**
 * What is read into, by all connections of this thread whose bytes are lent: each is done with it before the next one
 * reads. Four times what Node would read at once, so that large answers take fewer turns.
 */
const LENT_BYTES = 256 * 1024
let lent: Buffer | undefined

function lentMemory(): Buffer {
  lent ??= Buffer.allocUnsafeSlow(LENT_BYTES)
  return lent
}

export const systemSockets: Sockets = { listen, connect }

function lookup(...[host, options, tell]: Parameters<net.LookupFunction>): void {
  if (host === 'localhost' && options.all === true) process.nextTick(tell, null, LOCALHOST)
  else dns.lookup(host, options, tell)
}

function listen({ host, port, onConnection }: ListenOptions): Promise<Listener> {
  const server = net.createServer({ ...TCP_OPTIONS, pauseOnConnect: true }, (socket) => {
    onConnection(new NodeConnection(socket))
  })
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => reject(refusal('listen on', { host, port }, cause))
    server.once('error', refuse)
    server.listen({ host, port }, () => {
      server.off('error', refuse)
      // One that could not be taken (too many open files) is lost; the next one may do.
      server.on('error', () => {})
      resolve({ address: addressOf(server) ?? { host, port }, close: () => void server.close() })
    })
  })
}

function addressOf(server: net.Server): Address | undefined {
  const address = server.address()
  return typeof address === 'object' && address !== null ? { host: address.address, port: address.port } : undefined
}

function connect({
  signal,
  tls: security = false,
  lendsReads = false,
  ...address
}: ConnectOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const gaveUp = () => new SocketError({ action: 'connect to', address, code: 'ABORT_ERR', cause: signal?.reason })
    if (signal?.aborted) return reject(gaveUp())
    const reader = lendsReads && security === false ? new LentReads() : null
    const [socket, ready] = open({ ...address, ...reader?.socketOptions }, security)
    if (reader !== null) socket.pause()
    const giveUp = () => socket.destroy(gaveUp())
    signal?.addEventListener('abort', giveUp, { once: true })
    const settle = () => {
      signal?.removeEventListener('abort', giveUp)
      socket.off('error', refuse).off(ready, accept)
    }
    const refuse = (problem: Error) => {
      settle()
      reject(problem instanceof SocketError ? problem : refusal('connect to', address, problem))
    }
    const accept = () => {
      settle()
      resolve(new NodeConnection(socket, reader))
    }
    socket.on('error', refuse).on(ready, accept)
  })
}

/** Hands on what comes in memory that is used again. TLS has its own ways, and copies in any case. */
class LentReads {
  #onData: (bytes: Buffer) => void = NOTHING

  get socketOptions(): net.ConnectOpts {
    const callback = (size: number, bytes: Uint8Array) => {
      this.#onData(Buffer.from(bytes.buffer, bytes.byteOffset, size))
      return true
    }
    return { onread: { buffer: lentMemory, callback } }
  }

  start(onData: (bytes: Buffer) => void): void {
    this.#onData = onData
  }
}

/** A socket on its way, and the event by which it says that it has arrived. */
function open(
  address: Address & net.ConnectOpts,
  security: boolean | TlsOptions,
): [net.Socket, 'connect' | 'secureConnect'] {
  if (security === false) return [net.connect({ ...CONNECT_OPTIONS, ...address }), 'connect']
  const { ca, ...rest } = security === true ? {} : security
  const trust = ca === undefined ? {} : { ca: Array.isArray(ca) ? [...ca] : (ca as string | Buffer) }
  return [tls.connect({ ...CONNECT_OPTIONS, ...rest, ...trust, ...address }), 'secureConnect']
}

class NodeConnection implements Connection {
  readonly remoteAddress: Address
  readonly #socket: net.Socket
  readonly #lent: LentReads | null
  #failure: Error | undefined
  /** Whom to tell of bytes that are still in memory. */
  readonly #pending = new Set<() => void>()

  constructor(socket: net.Socket, lent: LentReads | null = null) {
    this.#socket = socket
    this.#lent = lent
    this.remoteAddress = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    socket.on('error', (problem) => {
      this.#failure = problem
    })
  }

  start(events: ConnectionEvents): void {
    const close = () => {
      for (const leave of this.#pending) leave()
      events.onClose(this.#error())
    }
    const onData = (bytes: Buffer) => events.onData(bytes)
    if (this.#lent === null) this.#socket.on('data', onData)
    else this.#lent.start(onData)
    this.#socket.on('drain', () => events.onDrain())
    if (this.#socket.closed) queueMicrotask(close)
    else this.#socket.once('close', close)
    this.#socket.resume()
  }

  write(chunks: readonly Uint8Array[], left: () => void = NOTHING): boolean {
    const socket = this.#socket
    if (!socket.writable || chunks.length === 0) {
      left()
      return socket.writable && !socket.writableNeedDrain
    }
    const leave = left === NOTHING ? NOTHING : this.#once(left)
    const last = chunks.length - 1
    if (last > 0) socket.cork()
    for (const [index, chunk] of chunks.entries()) {
      if (index === last) socket.write(chunk, leave)
      else socket.write(chunk)
    }
    if (last > 0) socket.uncork()
    // Node tells it a tick later, although the system has taken all of it by now.
    if (socket.writableLength === 0) leave()
    return !socket.writableNeedDrain
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Runs something once: when it is called, or at the latest when the connection is over. */
  #once(run: () => void): () => void {
    const pending = this.#pending
    const runOnce = () => {
      if (pending.delete(runOnce)) run()
    }
    pending.add(runOnce)
    return runOnce
  }

  #error(): SocketError | undefined {
    const cause = this.#failure
    return cause && refusal('stay connected to', this.remoteAddress, cause)
  }
}

function refusal(action: string, address: Address, cause: Error): SocketError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN'
  return new SocketError({ action, address, code, cause })
}
