/**
 * Sockets to a real broker that lose answers when they are told to: the request has arrived and was done, and the
 * client sees its connection end. So a bad day can be brought upon a client at a broker that has no controls.
 */
import type { Api } from '@millrace/core/protocol'
import {
  type Connection,
  type ConnectionEvents,
  type ConnectOptions,
  type ListenOptions,
  type Sockets,
  systemSockets,
} from '@millrace/core/testing'

/** In a frame, behind its size. */
const API_KEY_AT = 4

export class LosingSockets implements Sockets {
  readonly #toLose: number[] = []
  /** The requests whose answers were lost, by the numbers of their APIs. */
  readonly lost: number[] = []

  /** The answer to the next request to this API will not arrive. */
  lose(api: Api): void {
    this.#toLose.push(api.key)
  }

  listen(options: ListenOptions) {
    return systemSockets.listen(options)
  }

  async connect(options: ConnectOptions): Promise<Connection> {
    const connection = await systemSockets.connect(options)
    let doomed: number | undefined
    let events: ConnectionEvents | undefined
    const asked = (frame: Uint8Array | undefined) => {
      const key = frame === undefined ? -1 : Buffer.from(frame).readInt16BE(API_KEY_AT)
      const at = this.#toLose.indexOf(key)
      if (at < 0) return
      this.#toLose.splice(at, 1)
      doomed = key
    }
    const answered = (bytes: Buffer) => {
      if (doomed === undefined) events?.onData(bytes)
      else {
        this.lost.push(doomed)
        connection.destroy()
      }
    }
    return {
      remoteAddress: connection.remoteAddress,
      start: (given) => {
        events = given
        connection.start({
          onData: answered,
          onDrain: () => given.onDrain(),
          onClose: (error) => given.onClose(error),
        })
      },
      write: (chunks, left) => {
        asked(chunks[0])
        return connection.write(chunks, left)
      },
      end: () => connection.end(),
      destroy: () => connection.destroy(),
      pause: () => connection.pause(),
      resume: () => connection.resume(),
    }
  }
}
