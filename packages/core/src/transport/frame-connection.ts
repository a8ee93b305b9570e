/**
 * One served connection. Its requests are handled strictly one after the other: the next is handed on when the
 * answer before it is written and has left this process's memory, so that whoever does not read gets no more
 * than that into it. Requests that are answered at once are handled in one go, for a few milliseconds, and their
 * answers leave together. It is over once, and so is each answer: `sent` is called whatever happens.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { Clock, Timer } from '../host/clock.ts'
import type { Logger } from '../host/logger.ts'
import type { Connection, SocketError } from '../host/sockets.ts'
import type { FrameReply } from '../protocol/frame-reply.ts'
import { FrameClient } from './frame-client.ts'
import type { FrameLimits } from './frame-limits.ts'
import type { FrameMemory } from './frame-memory.ts'
import { type Backlog, FrameQueue } from './frame-queue.ts'
import { FrameSplitter } from './frame-splitter.ts'
import type { Receive } from './receive.ts'

/** Other connections have their turn after so long; a heartbeat hardly notices it. */
const SLICE_MS = 4

/** Answers that wait for those behind them leave when they are so large together: one full write of a socket. */
const TOGETHER_BYTES = 64 * 1024

/** A full read of a socket is 64 KiB: so much keeps a fast sender going, and thousands of senders in bounds. */
const QUEUED_BYTES_MAX = 1024 * 1024

/** What a client gets to read its last answers after a hang-up. */
const HANG_UP_MS = 5_000

export interface FrameConnectionOptions {
  readonly connection: Connection
  readonly receive: Receive
  readonly limits: FrameLimits
  readonly clock: Clock
  readonly logger: Logger
  readonly backlog: Backlog
  readonly memory: FrameMemory
  readonly onOver: (over: FrameConnection) => void
}

export class FrameConnection {
  readonly #options: FrameConnectionOptions
  readonly #connection: Connection
  readonly #client: FrameClient
  readonly #splitter: FrameSplitter
  readonly #queue: FrameQueue
  #chunks: Buffer[] = []
  #chunkBytes = 0
  #sent: (() => void)[] = []
  /** An answer is promised. */
  #isAsked = false
  /** Answers were written and have not left. */
  #isUnsent = false
  /** Others have their turn. */
  #isYielding = false
  #isPaused = false
  /** No request is taken any more; the connection ends when what is under way is done. */
  #isEnding = false
  #isOver = false
  #movedMs: number
  /** Why nothing can be read behind what is in the queue. */
  #unreadable: string | null = null
  #lastCall: Timer | undefined
  #unread: Timer | undefined

  constructor(options: FrameConnectionOptions) {
    const { connection, clock, limits } = options
    this.#options = options
    this.#connection = connection
    this.#queue = new FrameQueue(options.backlog)
    this.#client = new FrameClient(connection.remoteAddress.host)
    this.#splitter = new FrameSplitter(limits.requestBytesMax, (frame) => this.#queue.push(frame), options.memory)
    this.#movedMs = clock.elapsedMs()
  }

  start(): void {
    this.#connection.start({
      onData: (bytes) => this.#read(bytes),
      onDrain: () => {},
      onClose: (error) => this.#over(error),
    })
  }

  /** Ends it if nothing has moved since `beforeMs`, and nobody works on an answer. */
  endIfIdle(beforeMs: number): void {
    if (this.#movedMs >= beforeMs || this.#isAsked) return
    this.#options.logger.debug({ peer: this.#peer }, 'closed an idle connection')
    this.#connection.destroy()
  }

  /** Takes no more requests, and ends when the answer that is under way has left; one that only waits is not. */
  finish(): void {
    this.#isEnding = true
    if (this.#client.isWaitedFor) this.#connection.destroy()
    else this.#run()
  }

  destroy(): void {
    this.#connection.destroy()
  }

  get #peer(): string {
    const { host, port } = this.#connection.remoteAddress
    return `${host}:${port}`
  }

  get #isBusy(): boolean {
    return this.#isAsked || this.#isUnsent || this.#isYielding
  }

  #read(bytes: Buffer): void {
    if (this.#isEnding || this.#isOver || this.#unreadable !== null) return
    this.#movedMs = this.#options.clock.elapsedMs()
    try {
      this.#splitter.push(bytes)
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
      this.#unreadable = problem.message
    }
    this.#run()
  }

  /** Handles what waits, as long as it may, and lets bytes come in or not. */
  #run(): void {
    if (this.#isOver) return
    if (!this.#isBusy) {
      const untilMs = this.#options.clock.elapsedMs() + SLICE_MS
      while (this.#step(untilMs)) {}
    }
    this.#regulate()
  }

  /** Handles one request; whether the next may be handled now. */
  #step(untilMs: number): boolean {
    const frame = this.#isEnding ? undefined : this.#queue.take()
    if (frame === undefined) {
      this.#rest()
      return false
    }
    const reply = this.#ask(frame)
    if (reply instanceof Promise) {
      this.#await(reply, frame)
      return false
    }
    this.#take(reply, frame)
    if (this.#chunkBytes >= TOGETHER_BYTES) this.#flush()
    if (this.#isUnsent) return false
    if (this.#queue.length === 0 || this.#options.clock.elapsedMs() < untilMs) return true
    this.#yield()
    return false
  }

  #ask(frame: Buffer): FrameReply | Promise<FrameReply> {
    try {
      return this.#options.receive(frame, this.#client)
    } catch (problem) {
      return this.#fail(problem)
    }
  }

  #await(reply: Promise<FrameReply>, frame: Buffer): void {
    this.#isAsked = true
    this.#flush()
    const settle = (settled: FrameReply) => {
      this.#isAsked = false
      this.#movedMs = this.#options.clock.elapsedMs()
      this.#take(settled, frame)
      this.#run()
    }
    void reply.then(settle, (problem: unknown) => settle(this.#fail(problem)))
  }

  /** A bug of ours ends the connection that met it, and no other. */
  #fail(problem: unknown): FrameReply {
    this.#options.logger.error(
      { peer: this.#peer, error: problem },
      'failed to handle a request; closed its connection',
    )
    this.#isEnding = true
    return { kind: 'silence', isFrameFree: false }
  }

  #take(reply: FrameReply, frame: Buffer): void {
    if (reply.kind === 'hang-up') return this.#hangUp(reply.reason)
    if (reply.isFrameFree) this.#options.memory.giveBack(frame)
    if (reply.kind !== 'answer') return
    if (this.#isOver) return reply.sent()
    for (const chunk of reply.chunks) {
      this.#chunks.push(chunk)
      this.#chunkBytes += chunk.length
    }
    this.#sent.push(reply.sent)
  }

  #hangUp(reason: string): void {
    this.#isEnding = true
    if (this.#isOver) return
    this.#options.logger.warn({ peer: this.#peer, reason }, 'closed a connection')
  }

  /** Others have their turn before the next request. */
  #yield(): void {
    this.#flush()
    if (this.#isUnsent) return
    this.#isYielding = true
    this.#options.clock.soon(() => {
      this.#isYielding = false
      this.#run()
    })
  }

  /** Nothing waits any more: what was answered leaves, and then the connection ends, if it has to. */
  #rest(): void {
    if (this.#unreadable !== null && !this.#isEnding) this.#hangUp(this.#unreadable)
    this.#flush()
    if (!this.#isEnding) return
    if (!this.#isUnsent) this.#connection.destroy()
    else this.#lastCall ??= this.#options.clock.after(HANG_UP_MS, () => this.#connection.destroy())
  }

  #flush(): void {
    if (this.#sent.length === 0) return
    const [chunks, sent] = [this.#chunks, this.#sent]
    this.#chunks = []
    this.#chunkBytes = 0
    this.#sent = []
    this.#isUnsent = true
    let isWriting = true
    this.#connection.write(chunks, () => {
      this.#isUnsent = false
      this.#unread?.cancel()
      for (const tell of sent) tell()
      if (isWriting) return
      this.#movedMs = this.#options.clock.elapsedMs()
      this.#run()
    })
    isWriting = false
    if (this.#isUnsent) this.#watch()
  }

  /** Whoever does not read its answer is closed after a while. */
  #watch(): void {
    const { clock, limits } = this.#options
    this.#unread = clock.after(limits.unreadMs, () => {
      this.#hangUp(`expected its answer to be read within ${limits.unreadMs} ms`)
      this.#connection.destroy()
    })
  }

  /** Reading pauses while more waits than may. */
  #regulate(): void {
    const { limits, backlog } = this.#options
    const bytes = this.#queue.bytes + this.#splitter.heldBytes
    const isFull = this.#isBusy && (backlog.frames > limits.queuedRequestsMax || bytes > QUEUED_BYTES_MAX)
    if (isFull === this.#isPaused) return
    this.#isPaused = isFull
    if (isFull) this.#connection.pause()
    else this.#connection.resume()
  }

  #over(error: SocketError | undefined): void {
    this.#isOver = true
    this.#lastCall?.cancel()
    this.#unread?.cancel()
    this.#options.logger.debug({ peer: this.#peer, error: error?.code ?? 'none' }, 'a connection is over')
    for (const tell of this.#sent) tell()
    this.#queue.clear()
    this.#client.leave()
    this.#options.onOver(this)
  }
}
