/**
 * The way to one broker: a connection that is opened when it is first needed and again when it was lost, with a
 * growing pause between attempts. Whoever asks while there is none waits for it, and hears why where there is
 * none to be had.
 */
import { type Connection, SocketError } from '../../host/sockets.ts'
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import type { ClientSettings } from '../client-options.ts'
import { ClientError, ClosedError, ConnectionError, TimeoutError } from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import { BrokerConnection } from './broker-connection.ts'
import type { Exchange } from './exchange.ts'
import { shakeHands } from './handshake.ts'
import { Login } from './login.ts'
import { socketProblem } from './socket-problem.ts'

export interface BrokerAddress {
  /** -1 as long as it is only a bootstrap address. */
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** Java's window: with more in flight an idempotent producer could not tell a gap from a reordering. */
const WINDOW_MAX = 5

export class BrokerLink {
  readonly address: BrokerAddress
  readonly #settings: ClientSettings
  readonly #onAnswer: () => void
  readonly #backoff: Backoff
  /** Aborted with the reason why this link is used no more. */
  readonly #closing = new AbortController()
  #connection: BrokerConnection | undefined
  #opening: Promise<BrokerConnection> | undefined
  /** Before this moment of the clock's `elapsedMs` no new attempt is made. */
  #nextAttemptMs = 0

  constructor(address: BrokerAddress, settings: ClientSettings, onAnswer: () => void = () => {}) {
    this.address = address
    this.#onAnswer = onAnswer
    this.#settings = settings
    const { reconnectBackoffMs: firstMs, reconnectBackoffMaxMs: maxMs, random } = settings
    this.#backoff = new Backoff({ firstMs, maxMs, random })
  }

  /** What errors call the broker. */
  get name(): string {
    const { host, port, nodeId } = this.address
    return nodeId < 0 ? `${host}:${port}` : `${host}:${port} (${nodeId})`
  }

  /** Whether requests can be sent now, without waiting for a connection. */
  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** Requests that are sent or wait to be. */
  get pendingRequests(): number {
    return this.#connection?.pendingRequests ?? 0
  }

  /** Attempts to connect that have failed in a row. */
  get failures(): number {
    return this.#backoff.failures
  }

  async ask<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<Body<Response>> {
    return await (await this.connection()).ask(exchange)
  }

  /** The connection, which is opened where there is none. */
  async connection(): Promise<BrokerConnection> {
    if (this.#connection !== undefined) return this.#connection
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return await this.#opening
  }

  /** Ends it for good, and tells all who wait the reason. */
  close(reason: ClientError = new ClosedError('the client is closed')): void {
    this.#closing.abort(reason)
    this.#connection?.close(reason)
  }

  async #open(): Promise<BrokerConnection> {
    const { clock } = this.#settings
    const { signal } = this.#closing
    try {
      signal.throwIfAborted()
      const waitMs = this.#nextAttemptMs - clock.elapsedMs()
      if (waitMs > 0) await pause(clock, waitMs, signal)
      const connection = await this.#connect()
      if (connection.closedBy !== null) throw connection.closedBy
      this.#connection = connection
      this.#backoff.succeeded()
      return connection
    } catch (problem) {
      if (signal.aborted) throw signal.reason
      this.#postpone()
      throw problem
    }
  }

  /** Connects and logs in, in time or not at all. */
  async #connect(): Promise<BrokerConnection> {
    const { sockets, clock, connectTimeoutMs, tls } = this.#settings
    const place = { broker: this.name }
    const attempt = new AbortController()
    const timer = clock.after(connectTimeoutMs, () => {
      attempt.abort(new TimeoutError(`no connection came about within ${connectTimeoutMs} ms`, { place }))
    })
    const giveUp = () => attempt.abort(this.#closing.signal.reason)
    this.#closing.signal.addEventListener('abort', giveUp, { once: true })
    try {
      const { host, port } = this.address
      const socket = await sockets.connect({ host, port, tls, lendsReads: true, signal: attempt.signal })
      return await this.#greet(socket, attempt.signal)
    } catch (cause) {
      if (attempt.signal.aborted) throw attempt.signal.reason
      if (cause instanceof ClientError) throw cause
      if (cause instanceof SocketError) throw socketProblem(cause, place)
      throw new ConnectionError(cause instanceof Error ? cause.message : 'no connection came about', { place, cause })
    } finally {
      timer.cancel()
      this.#closing.signal.removeEventListener('abort', giveUp)
    }
  }

  /** Makes a connection of a socket: versions and login. Whatever goes wrong, the socket does not stay open. */
  async #greet(socket: Connection, signal: AbortSignal): Promise<BrokerConnection> {
    const { clock, clientId, requestTimeoutMs, connectionsMaxIdleMs, sasl, random } = this.#settings
    const login = sasl === undefined ? undefined : new Login(sasl, { clock, random })
    const connection: BrokerConnection = new BrokerConnection({
      connection: socket,
      broker: this.name,
      clientId,
      clock,
      requestTimeoutMs,
      windowMax: WINDOW_MAX,
      idleMaxMs: connectionsMaxIdleMs,
      onAnswer: this.#onAnswer,
      onClose: (problem, wasInUse) => {
        login?.stop()
        this.#lost(connection, { problem, wasInUse })
      },
    })
    const giveUp = () => connection.close(signal.reason)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    try {
      await shakeHands(connection)
      await login?.start(connection)
      return connection
    } catch (problem) {
      connection.close(problem instanceof ClientError ? problem : new ConnectionError('the greeting failed'))
      throw problem
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  /** A connection that was lost while idle is made again at once, when it is needed; any other after a pause. */
  #lost(connection: BrokerConnection, loss: { problem: ClientError; wasInUse: boolean }): void {
    if (this.#connection !== connection) return
    this.#connection = undefined
    if (loss.wasInUse) this.#postpone()
    if (this.#closing.signal.aborted) return
    const { logger } = this.#settings
    logger.debug({ broker: this.name, error: loss.problem }, 'a connection to a broker is over')
  }

  #postpone(): void {
    this.#nextAttemptMs = this.#settings.clock.elapsedMs() + this.#backoff.nextMs()
  }
}
