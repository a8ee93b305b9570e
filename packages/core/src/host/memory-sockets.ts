/**
 * Sockets in memory: connections within one process that behave as TCP's do, for tests and simulations. What
 * is sent arrives when the clock has had a turn, so with a clock moved by hand nothing moves but by hand, and
 * the same story goes the same way each time.
 */
import type { Clock } from './clock.ts'
import { MemoryConnection } from './memory-connection.ts'
import {
  type Address,
  type Connection,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  SocketError,
  type Sockets,
} from './sockets.ts'

/** Where the ports begin that a listener gets, and its connections, who ask for none. */
const FIRST_FREE_PORT = 49_152

export interface MemorySocketsOptions {
  readonly clock: Clock
  /** Bytes under way in one direction of a connection, as a system's buffers hold them. Default: 64 KiB. */
  readonly bufferBytes?: number
}

export class MemorySockets implements Sockets {
  readonly #clock: Clock
  readonly #bufferBytes: number
  readonly #listeners = new Map<string, ListenOptions['onConnection']>()
  #nextPort = FIRST_FREE_PORT

  constructor({ clock, bufferBytes = 65_536 }: MemorySocketsOptions) {
    this.#clock = clock
    this.#bufferBytes = bufferBytes
  }

  async listen({ host, port, onConnection }: ListenOptions): Promise<Listener> {
    const address = { host: numberOf(host), port: port === 0 ? this.#nextPort++ : port }
    const name = nameOf(address)
    if (this.#listeners.has(name)) throw refusal('listen on', address, 'EADDRINUSE')
    this.#listeners.set(name, onConnection)
    const close = () => {
      if (this.#listeners.get(name) === onConnection) this.#listeners.delete(name)
    }
    return { address, close }
  }

  connect({ host, port, signal }: ConnectOptions): Promise<Connection> {
    const address = { host: numberOf(host), port }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        timer.cancel()
        reject(new SocketError({ action: 'connect to', address, code: 'ABORT_ERR', cause: signal?.reason }))
      }
      const timer = this.#clock.soon(() => {
        signal?.removeEventListener('abort', giveUp)
        const accept = this.#listeners.get(nameOf(address))
        if (accept === undefined) return reject(refusal('connect to', address, 'ECONNREFUSED'))
        const from = { host: address.host, port: this.#nextPort++ }
        const ends = { clock: this.#clock, bufferBytes: this.#bufferBytes, from, to: address }
        const [near, far] = MemoryConnection.pair(ends)
        resolve(near)
        accept(far)
      })
      if (signal?.aborted) giveUp()
      else signal?.addEventListener('abort', giveUp, { once: true })
    })
  }
}

/** The address that a name stands for; there is one machine only. */
function numberOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host
}

function nameOf({ host, port }: Address): string {
  return `${host} ${port}`
}

function refusal(action: string, address: Address, code: string): SocketError {
  return new SocketError({ action, address, code, cause: undefined })
}
