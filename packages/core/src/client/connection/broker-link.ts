/**
 * The way to one broker: a connection that is opened when it is first needed and again when it was lost, with a
 * growing pause between attempts. Whoever asks while there is none waits for it, and hears why where there is
 * none to be had.
 */
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import type { ClientSettings } from '../client-options.ts'
import { ClientError, ClosedError, ConnectionError, TimeoutError } from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import { BrokerConnection } from './broker-connection.ts'
import type { Exchange } from './exchange.ts'
import { shakeHands } from './handshake.ts'

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
  readonly #backoff: Backoff
  readonly #closing = new AbortController()
  #connection: BrokerConnection | undefined
  #opening: Promise<BrokerConnection> | undefined
  /** Before this moment of the clock's `elapsedMs` no new attempt is made. */
  #nextAttemptMs = 0

  constructor(address: BrokerAddress, settings: ClientSettings) {
    this.address = address
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

  close(): void {
    const closed = new ClosedError('the client is closed')
    this.#closing.abort(closed)
    this.#connection?.close(closed)
  }

  async #open(): Promise<BrokerConnection> {
    const { clock } = this.#settings
    const { signal } = this.#closing
    const waitMs = this.#nextAttemptMs - clock.elapsedMs()
    if (waitMs > 0) await pause(clock, waitMs, signal)
    try {
      const connection = await this.#connect()
      this.#connection = connection
      this.#backoff.succeeded()
      return connection
    } catch (problem) {
      this.#nextAttemptMs = clock.elapsedMs() + this.#backoff.nextMs()
      if (signal.aborted) throw new ClosedError('the client is closed')
      throw problem
    }
  }

  async #connect(): Promise<BrokerConnection> {
    const { sockets, clock, clientId, requestTimeoutMs, connectTimeoutMs } = this.#settings
    const { host, port } = this.address
    const place = { broker: this.name }
    const deadline = new AbortController()
    const timer = clock.after(connectTimeoutMs, () => {
      deadline.abort(new TimeoutError(`no connection came about within ${connectTimeoutMs} ms`, { place }))
    })
    try {
      const signal = AbortSignal.any([deadline.signal, this.#closing.signal])
      const socket = await sockets.connect({ host, port, signal })
      const connection: BrokerConnection = new BrokerConnection({
        connection: socket,
        broker: this.name,
        clientId,
        clock,
        requestTimeoutMs,
        windowMax: WINDOW_MAX,
        onClose: () => {
          if (this.#connection === connection) this.#connection = undefined
        },
      })
      signal.addEventListener('abort', () => connection.close(signal.reason), { once: true })
      await shakeHands(connection)
      return connection
    } catch (cause) {
      if (deadline.signal.aborted) throw deadline.signal.reason
      if (cause instanceof ClientError) throw cause
      throw new ConnectionError(cause instanceof Error ? cause.message : 'no connection came about', { place, cause })
    } finally {
      timer.cancel()
    }
  }
}
