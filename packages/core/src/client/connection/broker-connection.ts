/**
 * One connection to one broker. Requests are sent one behind the other without waiting for answers, up to a
 * window; answers come in the order of the requests. If the oldest one is not answered in time, or an answer is
 * not the one expected, the connection is of no use any more: it is closed, and all who wait are told why.
 */
import type { Connection, SocketError } from '../../host/sockets.ts'
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import { FrameSplitter } from '../../transport/frame-splitter.ts'
import { type ClientError, ConnectionError, TimeoutError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import { InFlight } from './in-flight.ts'
import { LazyTimer } from './lazy-timer.ts'
import { Outbox } from './outbox.ts'
import { type Answered, askPending, type PendingRequest, type Sender, tellPending } from './pending-request.ts'
import { socketProblem } from './socket-problem.ts'
import { VersionTable } from './version-table.ts'

export interface ConnectionSetup extends Sender {
  readonly connection: Connection
  /** Requests that are sent and not answered, at the most; the others wait. */
  readonly windowMax: number
  /** Without requests for so long it is closed. */
  readonly idleMaxMs: number
  /** An answer came. */
  readonly onAnswer: () => void
  /** Told once; `wasInUse` says whether there were requests that now have no answer. */
  readonly onClose: (problem: ClientError, wasInUse: boolean) => void
}

/**
 * The largest answer that is believed. A fetch holds 50 MB or one batch, which brokers take up to 100 MB; and any
 * text, or TLS where none was expected, claims to be larger than this.
 */
const FRAME_BYTES_MAX = 0x1000_0000

export class BrokerConnection {
  readonly broker: string
  /** What the broker speaks; empty before the handshake. */
  versions: VersionTable
  readonly #setup: ConnectionSetup
  readonly #splitter: FrameSplitter
  readonly #sent: InFlight
  readonly #outbox: Outbox
  #usedMs: number
  readonly #timer: LazyTimer
  #closedBy: ClientError | null = null

  constructor(setup: ConnectionSetup) {
    this.broker = setup.broker
    this.versions = new VersionTable(setup.broker, [])
    this.#setup = setup
    this.#sent = new InFlight(setup.broker)
    this.#outbox = new Outbox(setup.broker, { pauseMaxMs: setup.requestTimeoutMs })
    this.#usedMs = this.#nowMs
    this.#timer = new LazyTimer(setup.clock, () => this.#look())
    this.#splitter = new FrameSplitter(FRAME_BYTES_MAX, (frame) => this.#answered(frame), null)
    setup.connection.start({
      onData: (bytes) => this.#read(bytes),
      onDrain: () => {},
      onClose: (problem) => this.#lost(problem),
    })
    this.#plan()
  }

  get isClosed(): boolean {
    return this.#closedBy !== null
  }

  /** Why it is closed; null while it is not. */
  get closedBy(): ClientError | null {
    return this.#closedBy
  }

  /** Before this moment of the clock's `elapsedMs` the broker wants nothing; what is asked all the same waits here. */
  get mutedUntilMs(): number {
    return this.#outbox.mutedUntilMs
  }

  /** Requests that are sent or wait to be. */
  get pendingRequests(): number {
    return this.#sent.size + this.#outbox.size
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
  ): Promise<Answered<Response>> {
    return askPending({ sender: this.#setup, exchange, version }, (pending) => this.#enqueue(pending))
  }

  /**
   * Sends a request that no answer comes to: records without acknowledgement. `left` is called once, when its
   * bytes have left this process's memory, or never will.
   */
  tell<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
    left: () => void = () => {},
  ): void {
    if (this.#closedBy !== null) throw this.#closedBy
    this.#outbox.makeRoom(exchange.api.name)
    const version = this.versions.pick(exchange.api, exchange.versions)
    const correlationId = this.#sent.nextCorrelationId()
    this.#outbox.add(tellPending({ sender: this.#setup, exchange, version, correlationId }, left))
    this.#pump()
  }

  /**
   * Runs a dialogue with the broker that nothing else may come between; the others wait until it is over. It does
   * not count as use: a login that is repeated keeps no idle connection open.
   */
  async alone<Result>(dialogue: (ask: BrokerConnection['ask']) => Promise<Result>): Promise<Result> {
    this.#outbox.isHeld = true
    const usedMs = this.#usedMs
    try {
      return await dialogue(async (exchange) => {
        const version = this.versions.pick(exchange.api, exchange.versions)
        const first = (pending: PendingRequest) => this.#send(pending)
        return (await askPending({ sender: this.#setup, exchange, version }, first)).body
      })
    } finally {
      this.#outbox.isHeld = false
      this.#usedMs = usedMs
      this.#pump()
    }
  }

  close(problem: ClientError): void {
    if (this.#closedBy !== null) return
    this.#closedBy = problem
    this.#timer.cancel()
    this.#setup.connection.destroy()
    const all = [...this.#sent.drain(), ...this.#outbox.drain()]
    for (const one of all) {
      if ('left' in one) one.left()
      else one.fail(problem)
    }
    this.#setup.onClose(problem, all.length > 0)
  }

  get #nowMs(): number {
    return this.#setup.clock.elapsedMs()
  }

  #enqueue(pending: PendingRequest): void {
    if (this.#closedBy !== null) return pending.fail(this.#closedBy)
    try {
      this.#outbox.makeRoom(pending.apiName)
    } catch (problem) {
      return pending.fail(problem as ConnectionError)
    }
    this.#outbox.add(pending)
    this.#pump()
  }

  /** Sends what waits, as far as the window and the broker allow. */
  #pump(): void {
    while (this.#closedBy === null) {
      const next = this.#outbox.next(this.#nowMs, this.#sent.size < this.#setup.windowMax)
      if (next === undefined) break
      if ('left' in next) this.#write(next.chunks, next.left)
      else this.#send(next)
    }
    this.#plan()
  }

  #send(pending: PendingRequest): void {
    if (this.#closedBy !== null) return pending.fail(this.#closedBy)
    pending.correlationId = this.#sent.nextCorrelationId()
    let chunks: readonly Buffer[]
    try {
      chunks = pending.write(pending.correlationId)
    } catch (problem) {
      return pending.fail(problem as Error) // it cannot be encoded; nothing was sent
    }
    this.#sent.add(pending, this.#nowMs)
    this.#write(chunks)
    this.#plan()
  }

  #write(chunks: readonly Buffer[], left?: () => void): void {
    this.#usedMs = this.#nowMs
    this.#setup.connection.write(chunks, left)
  }

  #read(bytes: Buffer): void {
    if (this.#closedBy !== null) return
    try {
      this.#splitter.push(bytes)
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : 'it is no frame'
      const details = { place: { broker: this.broker }, cause, code: 'BAD_ANSWER' }
      this.close(new ConnectionError(`the broker sent what is not Kafka's protocol: ${problem}`, details))
    }
  }

  #answered(frame: Buffer): void {
    if (this.#closedBy !== null) return
    try {
      this.#outbox.mute(this.#sent.take(frame, this.#nowMs), this.#nowMs)
    } catch (problem) {
      return this.close(problem as ConnectionError)
    }
    this.#usedMs = this.#nowMs
    this.#setup.onAnswer()
    this.#pump()
  }

  /** Sees to it that what has to be looked at some time is. */
  #plan(): void {
    if (this.#closedBy === null) this.#timer.lookAt(this.#nextDueMs())
  }

  #nextDueMs(): number {
    const { oldest } = this.#sent
    const dueMs = oldest === undefined ? this.#usedMs + this.#setup.idleMaxMs : oldest.dueMs
    return Math.min(dueMs, this.#outbox.dueMs(this.#nowMs))
  }

  #look(): void {
    const { oldest } = this.#sent
    const place = { broker: this.broker, api: oldest?.apiName }
    if (oldest !== undefined && oldest.dueMs <= this.#nowMs) {
      this.close(new TimeoutError(`no answer came within ${oldest.timeoutMs} ms`, { place }))
    } else if (this.pendingRequests === 0 && this.#usedMs + this.#setup.idleMaxMs <= this.#nowMs) {
      this.close(new ConnectionError(`nothing was asked for ${this.#setup.idleMaxMs} ms`, { place, code: 'IDLE' }))
    } else this.#pump()
  }

  #lost(problem: SocketError | undefined): void {
    const place = { broker: this.broker, api: this.#sent.oldest?.apiName }
    if (problem === undefined) this.close(new ConnectionError('the broker closed the connection', { place }))
    else this.close(socketProblem(problem, place))
  }
}
