/** A connection that asks one request at a time, for what the benchmarks ask of a broker themselves. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { type Body, type Draft, decodeResponse, encodeRequest, type Message } from '@millrace/core/protocol'

interface Asked<Request extends Message, Response extends Message> {
  readonly request: Request
  readonly response: Response
}

const SIZE_BYTES = 4

export class Wire {
  readonly #socket: net.Socket
  #received: Buffer[] = []
  #wanted: ((frame: Buffer) => void) | null = null

  private constructor(socket: net.Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => {
      this.#received.push(bytes)
      this.#deliver()
    })
  }

  static async connect(address: string): Promise<Wire> {
    const [host = '', port = ''] = address.split(':')
    const socket = net.connect({ host, port: Number(port), noDelay: true })
    await once(socket, 'connect')
    return new Wire(socket)
  }

  async ask<Request extends Message, Response extends Message>(
    api: Asked<Request, Response>,
    version: number,
    body: Draft<Request>,
  ): Promise<Body<Response>> {
    const message = api.request as Request & { readonly key: number }
    const answered = new Promise<Buffer>((resolve, reject) => {
      this.#wanted = resolve
      this.#socket.once('close', () => reject(new Error(`the broker hung up on ${message.name} v${version}`)))
    })
    const frame = encodeRequest({ message, version, correlationId: 1, clientId: 'bench', body })
    this.#socket.write(Buffer.concat(frame))
    return decodeResponse(api.response, version, await answered).body
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }

  #deliver(): void {
    const bytes = this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received)
    this.#received = [bytes]
    if (bytes.length < SIZE_BYTES) return
    const end = SIZE_BYTES + bytes.readInt32BE()
    if (bytes.length < end) return
    assert.equal(bytes.length, end, 'one answer at a time')
    this.#received = []
    this.#socket.removeAllListeners('close')
    this.#wanted?.(bytes.subarray(SIZE_BYTES))
  }
}
