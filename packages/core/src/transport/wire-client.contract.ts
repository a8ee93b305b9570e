/**
 * A client for tests, as plain as can be: it sends requests and bytes over a connection, and finds the answers in
 * their order.
 */
import { systemSockets } from '../host/node-sockets.ts'
import type { Address, Connection, Sockets } from '../host/sockets.ts'
import type { Api } from '../protocol/apis.ts'
import type { Body, Draft } from '../protocol/body.ts'
import { decodeResponse, encodeRequest } from '../protocol/frames.ts'
import type { Message } from '../protocol/schema.ts'
import { FrameSplitter } from './frame-splitter.ts'

const ANSWER_BYTES_MAX = 1_000_000_000

interface Waiting {
  readonly give: (frame: Buffer) => void
  readonly fail: (problem: Error) => void
}

interface Question<Request extends Message> {
  /** Default: the newest. */
  readonly version?: number
  readonly clientId?: string | null
  readonly body: Draft<Request>
}

export class WireClient {
  readonly connection: Connection
  /** Fulfilled when the connection is over. */
  readonly over: Promise<void>
  isOver = false
  #waiting: Waiting[] = []
  #correlationId = 0

  private constructor(connection: Connection) {
    this.connection = connection
    const splitter = new FrameSplitter(ANSWER_BYTES_MAX, (frame) => this.#waiting.shift()?.give(frame))
    this.over = new Promise((resolve) => {
      const onClose = () => {
        this.isOver = true
        for (const { fail } of this.#waiting.splice(0)) fail(new Error('the connection is over'))
        resolve()
      }
      connection.start({ onData: (bytes) => splitter.push(bytes), onDrain: () => {}, onClose })
    })
  }

  static async connect(address: Address, sockets: Sockets = systemSockets): Promise<WireClient> {
    return new WireClient(await sockets.connect({ host: address.host, port: address.port }))
  }

  /** Sends a request and gives the answer's body; rejects when the connection ends before. */
  async ask<Request extends Message, Response extends Message>(
    api: Api<Request, Response>,
    question: Question<Request>,
  ): Promise<Body<Response>> {
    const { version = api.request.versions[1], clientId = 'test', body } = question
    const message = api.request as Request & { readonly key: number }
    const correlationId = ++this.#correlationId
    const frame = await this.send(encodeRequest({ message, version, correlationId, clientId, body }))
    const { header, body: answer } = decodeResponse(api.response, version, frame)
    if (header.correlationId !== correlationId) {
      throw new Error(`expected the answer to ${correlationId}, found that to ${header.correlationId}`)
    }
    return answer
  }

  /** Sends bytes, and gives the next frame that is nobody else's answer. */
  send(chunks: readonly Uint8Array[]): Promise<Buffer> {
    if (this.isOver) return Promise.reject(new Error('the connection is over'))
    return new Promise((give, fail) => {
      this.#waiting.push({ give, fail })
      this.connection.write(chunks)
    })
  }

  close(): void {
    this.connection.destroy()
  }
}
