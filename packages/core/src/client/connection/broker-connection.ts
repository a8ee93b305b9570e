/**
 * One connection to one broker. Requests are sent one behind the other without waiting for answers, up to a
 * window; answers come in the order of the requests. If the oldest one is not answered in time, or an answer is
 * not the one expected, the connection is of no use any more: it is closed, and all who wait are told why.
 */

import type { Clock, Timer } from '../../host/clock.ts'
import type { Connection, SocketError } from '../../host/sockets.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import type { Message } from '../../protocol/schema.ts'
import { FrameSplitter } from '../../transport/frame-splitter.ts'
import { type ClientError, ConnectionError, TimeoutError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import { VersionTable } from './version-table.ts'

export interface ConnectionSetup {
  readonly connection: Connection
  /** What errors call the broker: `localhost:9092 (1)`. */
  readonly broker: string
  readonly clientId: string
  readonly clock: Clock
  readonly requestTimeoutMs: number
  /** Requests that are sent and not answered, at the most; the others wait. */
  readonly windowMax: number
  readonly onClose: (problem: ClientError) => void
}

/** A request that waits for its turn or its answer. */
interface Pending {
  readonly apiName: string
  readonly timeoutMs: number
  readonly write: (correlationId: number) => Buffer[]
  readonly answer: (frame: Buffer) => number
  readonly fail: (problem: Error) => void
  correlationId: number
  sentMs: number
}

/** The largest answer that is believed: Kafka's own largest is 100 MB. */
const FRAME_BYTES_MAX = 0x7fffffff
const CORRELATION_IDS = 0x7fffffff

export class BrokerConnection {
  readonly broker: string
  /** What the broker speaks; empty before the handshake. */
  versions: VersionTable
  readonly #setup: ConnectionSetup
  readonly #splitter: FrameSplitter
  /** Sent and not answered, the oldest first. */
  readonly #sent: Pending[] = []
  readonly #waiting: Pending[] = []
  #correlationId = 0
  #timer: Timer | undefined
  #closedBy: ClientError | null = null
  lastAnswerMs: number

  constructor(setup: ConnectionSetup) {
    this.broker = setup.broker
    this.versions = new VersionTable(setup.broker, [])
    this.#setup = setup
    this.lastAnswerMs = setup.clock.elapsedMs()
    this.#splitter = new FrameSplitter(FRAME_BYTES_MAX, (frame) => this.#answered(frame))
    setup.connection.start({
      onData: (bytes) => this.#read(bytes),
      onDrain: () => {},
      onClose: (problem) => this.#lost(problem),
    })
  }

  get isClosed(): boolean {
    return this.#closedBy !== null
  }

  /** Requests that are sent or wait to be. */
  get pendingRequests(): number {
    return this.#sent.length + this.#waiting.length
  }

  /** Sends a request in the newest version that both sides know, and gives its answer's body. */
  async ask<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<Body<Response>> {
    return (await this.askAt(exchange, this.versions.pick(exchange.api, exchange.versions))).body
  }

  /** The same in a version that was chosen already, which is given with the answer. */
  askAt<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
    version: number,
  ): Promise<{ version: number; body: Body<Response> }> {
    const { api, timeoutMs = this.#setup.requestTimeoutMs } = exchange
    return new Promise((resolve, reject) => {
      this.#enqueue({
        apiName: `${api.name} v${version}`,
        timeoutMs,
        write: (correlationId) => this.#frame(exchange, version, correlationId),
        answer: (frame) => {
          const { header, body } = decodeResponse(api.response, version, frame)
          resolve({ version, body })
          return header.correlationId
        },
        fail: reject,
        correlationId: 0,
        sentMs: 0,
      })
    })
  }

  /**
   * Sends a request that no answer comes to: records without acknowledgement. `left` is called once, when its
   * bytes have left this process's memory, or never will.
   */
  tell<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
    left?: () => void,
  ): void {
    if (this.#closedBy !== null) throw this.#closedBy
    const version = this.versions.pick(exchange.api, exchange.versions)
    this.#setup.connection.write(this.#frame(exchange, version, this.#nextCorrelationId()), left)
  }

  close(problem: ClientError): void {
    if (this.#closedBy !== null) return
    this.#closedBy = problem
    this.#timer?.cancel()
    this.#setup.connection.destroy()
    const all = [...this.#sent.splice(0), ...this.#waiting.splice(0)]
    for (const one of all) one.fail(problem)
    this.#setup.onClose(problem)
  }

  #enqueue(pending: Pending): void {
    if (this.#closedBy !== null) pending.fail(this.#closedBy)
    else if (this.#sent.length >= this.#setup.windowMax) this.#waiting.push(pending)
    else this.#send(pending)
  }

  #send(pending: Pending): void {
    const correlationId = this.#nextCorrelationId()
    let chunks: Buffer[]
    try {
      chunks = pending.write(correlationId)
    } catch (problem) {
      return pending.fail(problem as Error) // it cannot be encoded; nothing was sent
    }
    pending.correlationId = correlationId
    pending.sentMs = this.#setup.clock.elapsedMs()
    this.#sent.push(pending)
    if (this.#sent.length === 1) this.#watch()
    this.#setup.connection.write(chunks)
  }

  #frame<Request extends Message, Response extends Message>(
    { api, body }: Exchange<Request, Response>,
    version: number,
    correlationId: number,
  ): Buffer[] {
    const message = api.request as Request & { readonly key: number }
    const made: Draft<Request> = typeof body === 'function' ? body(version) : body
    return encodeRequest({ message, version, correlationId, clientId: this.#setup.clientId, body: made })
  }

  #nextCorrelationId(): number {
    this.#correlationId = (this.#correlationId + 1) % CORRELATION_IDS
    return this.#correlationId
  }

  #read(bytes: Buffer): void {
    if (this.#closedBy !== null) return
    try {
      this.#splitter.push(bytes)
    } catch (cause) {
      this.close(new ConnectionError('the broker sent what is no frame', { place: { broker: this.broker }, cause }))
    }
  }

  #answered(frame: Buffer): void {
    const pending = this.#sent.shift()
    const place = { broker: this.broker, api: pending?.apiName }
    this.lastAnswerMs = this.#setup.clock.elapsedMs()
    if (pending === undefined) return this.close(new ConnectionError('an answer came that nobody asked for', { place }))
    const next = this.#waiting.shift()
    if (next !== undefined) this.#send(next)
    try {
      const correlationId = pending.answer(frame)
      if (correlationId === pending.correlationId) return
      const found = `expected the answer to request ${pending.correlationId}, found that to ${correlationId}`
      this.close(new ConnectionError(found, { place }))
    } catch (cause) {
      const problem = new ConnectionError('the answer cannot be read', { place, cause })
      pending.fail(problem)
      this.close(problem)
    }
  }

  /** Looks at the oldest request when its time is over. */
  #watch(): void {
    const [oldest] = this.#sent
    if (oldest === undefined) return
    const { clock } = this.#setup
    const leftMs = oldest.sentMs + oldest.timeoutMs - clock.elapsedMs()
    if (leftMs > 0) {
      this.#timer?.cancel()
      this.#timer = clock.after(leftMs, () => this.#watch())
      return
    }
    const place = { broker: this.broker, api: oldest.apiName }
    this.close(new TimeoutError(`no answer came within ${oldest.timeoutMs} ms`, { place }))
  }

  #lost(problem: SocketError | undefined): void {
    const message = problem?.message ?? 'the broker closed the connection'
    this.close(new ConnectionError(message, { place: { broker: this.broker }, cause: problem }))
  }
}
