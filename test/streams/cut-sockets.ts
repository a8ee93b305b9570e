/** Sockets whose line can be cut and mended: to everybody else a process behind them is dead meanwhile. */
import { SocketError } from '@millrace/core'
import {
  type Connection,
  type ConnectOptions,
  type ListenOptions,
  type Sockets,
  systemSockets,
} from '@millrace/core/testing'

export class CutSockets implements Sockets {
  readonly #open = new Set<Connection>()
  #isCut = false

  cut(): void {
    this.#isCut = true
    for (const connection of this.#open) connection.destroy()
    this.#open.clear()
  }

  mend(): void {
    this.#isCut = false
  }

  listen(options: ListenOptions) {
    return systemSockets.listen(options)
  }

  async connect(options: ConnectOptions): Promise<Connection> {
    const connection = this.#isCut ? null : await systemSockets.connect(options)
    if (connection !== null && !this.#isCut) {
      this.#open.add(connection)
      return connection
    }
    connection?.destroy()
    const { host, port } = options
    throw new SocketError({
      action: 'connect to',
      address: { host, port },
      code: 'ECONNREFUSED',
      cause: new Error('cut'),
    })
  }
}
