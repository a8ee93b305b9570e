/**
 * Streams of bytes between processes, as a broker and its clients need them: little more than TCP. A connection
 * hands nothing on before `start`, and says exactly once that it is over; what goes wrong comes as a value.
 */
import { meaningOf } from './system-error.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Why there is no connection, or no longer one: `ECONNREFUSED`, `ECONNRESET`, `EADDRINUSE`, `ABORT_ERR` … */
export class SocketError extends Error {
  override readonly name = 'SocketError'
  readonly code: string
  readonly address: Address

  constructor(failure: { action: string; address: Address; code: string; cause: unknown }) {
    const { action, address, code, cause } = failure
    const meaning = code === 'ABORT_ERR' ? 'its caller gave up' : meaningOf(code, detailOf(cause))
    super(`could not ${action} ${address.host}:${address.port}: ${meaning} (${code})`, { cause })
    this.code = code
    this.address = address
  }
}

/** What the cause says, for codes that are not the system's: those of TLS. */
function detailOf(cause: unknown): string | undefined {
  return cause instanceof Error && cause.message !== '' ? cause.message.trim() : undefined
}

export interface Sockets {
  /** Takes connections at an address; port 0 is any that is free. Rejects with a `SocketError`. */
  listen(options: ListenOptions): Promise<Listener>
  /** Connects to an address. Rejects with a `SocketError`; giving up by `signal` is one of them. */
  connect(options: ConnectOptions): Promise<Connection>
}

export interface ListenOptions extends Address {
  readonly onConnection: (connection: Connection) => void
}

export interface ConnectOptions extends Address {
  readonly signal?: AbortSignal
  /** Whether what is sent is encrypted; `true` trusts what Node trusts. Default: false. */
  readonly tls?: boolean | TlsOptions
  /**
   * Whether bytes that come may be lent: then they are good until `onData` returns, and who wants them longer copies
   * them. Memory that is used again costs the garbage collector nothing. Default: false.
   */
  readonly lendsReads?: boolean
}

/** Whom to trust, and who one is oneself: certificates and keys are PEM. */
export interface TlsOptions {
  /** The authorities that are trusted, instead of Node's own list. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[]
  /** This side's certificate, with what leads to its authority, and its key: where the other side wants to know. */
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly passphrase?: string
  /** The name that the certificate has to be for. Default: the host that is connected to. */
  readonly servername?: string
  /** False takes any certificate, so anybody's: for tests. Default: true. */
  readonly rejectUnauthorized?: boolean
}

export interface Listener {
  /** Where it listens, with the port that it got. */
  readonly address: Address
  /** Takes no more connections and frees the port; those that there are stay. */
  close(): void
}

/** What a connection has to say to whoever uses it. */
export interface ConnectionEvents {
  /** Bytes came, in order, cut anywhere. */
  onData(bytes: Buffer): void
  /** What was written is on its way, after a `write` that gave false. */
  onDrain(): void
  /** It is over; nothing is said afterwards. Without an error when one of the two sides ended it. */
  onClose(error?: SocketError): void
}

export interface Connection {
  readonly remoteAddress: Address
  /** Begins to hand on what comes. Called once. */
  start(events: ConnectionEvents): void
  /**
   * Sends all of the chunks, in one go where possible. They may not be changed afterwards. False means that
   * more is waiting than should be: wait for `onDrain`. After the end bytes are dropped; `onClose` tells.
   * `left` is called once, when the last of them has left this process's memory or never will: before `write`
   * returns where that is so at once, and before `onClose` in any case.
   */
  write(chunks: readonly Uint8Array[], left?: () => void): boolean
  /** Ends it when all that was written has been sent. */
  end(): void
  /** Ends it at once. */
  destroy(): void
  /** Hands nothing on until `resume`, so that the other side has to wait; the end is not noticed meanwhile either. */
  pause(): void
  resume(): void
}
