/**
 * Takes connections and serves the frames that come on them. It knows nothing of what is in a frame; whoever
 * answers is given them one by one, those of one connection in their order.
 */
import type { Clock, Timer } from '../host/clock.ts'
import type { Logger } from '../host/logger.ts'
import { type Address, type Connection, type Listener, SocketError, type Sockets } from '../host/sockets.ts'
import { FrameConnection } from './frame-connection.ts'
import type { FrameLimits } from './frame-limits.ts'
import { FrameMemory } from './frame-memory.ts'
import type { Backlog } from './frame-queue.ts'
import type { Receive } from './receive.ts'

export interface FrameServerOptions {
  readonly sockets: Sockets
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: FrameLimits
  readonly receive: Receive
}

/** How often a free port is drawn that another host of the list has in use. */
const PORT_DRAWS_MAX = 10

/** What answers that are under way get at a close: an append to a slow disk takes less. */
const CLOSE_MS = 500

/** A machine without IPv6, or without IPv4. */
const NO_SUCH_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

export class FrameServer {
  readonly #options: FrameServerOptions
  readonly #connections = new Set<FrameConnection>()
  readonly #perHost = new Map<string, number>()
  readonly #backlog: Backlog = { frames: 0 }
  readonly #memory = new FrameMemory()
  readonly #listeners: Listener[] = []
  #sweep: Timer | undefined
  #isClosing = false
  #whenEmpty = () => {}

  constructor(options: FrameServerOptions) {
    this.#options = options
    this.#setSweep()
  }

  /** Connections that there are. */
  get connectionCount(): number {
    return this.#connections.size
  }

  /**
   * Listens on all of the hosts at one port; 0 is any that is free. Hosts after the first may be of a family
   * that the machine lacks. Rejects with a `SocketError`.
   */
  async listen(hosts: readonly string[], port: number): Promise<Address> {
    for (let draw = 1; ; draw += 1) {
      try {
        return await this.#listenOnAll(hosts, port)
      } catch (problem) {
        for (const listener of this.#listeners.splice(0)) listener.close()
        const isTaken = problem instanceof SocketError && problem.code === 'EADDRINUSE'
        if (port !== 0 || !isTaken || draw === PORT_DRAWS_MAX) throw problem
      }
    }
  }

  /** Takes no more connections and requests, lets go the answers that are under way, and ends all connections. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#sweep?.cancel()
    for (const listener of this.#listeners) listener.close()
    if (this.#connections.size === 0) return
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve
    })
    for (const connection of this.#connections) connection.finish()
    const { clock } = this.#options
    const lastCall = clock.after(CLOSE_MS, () => {
      for (const connection of this.#connections) connection.destroy()
    })
    await empty
    lastCall.cancel()
  }

  async #listenOnAll(hosts: readonly string[], port: number): Promise<Address> {
    let taken: Address | undefined
    for (const host of hosts) {
      try {
        const onConnection = (connection: Connection) => this.#accept(connection)
        const listener = await this.#options.sockets.listen({ host, port: taken?.port ?? port, onConnection })
        this.#listeners.push(listener)
        taken ??= listener.address
      } catch (problem) {
        const isLacking = problem instanceof SocketError && NO_SUCH_FAMILY.has(problem.code)
        if (taken === undefined || !isLacking) throw problem
      }
    }
    if (taken === undefined) throw new TypeError('expected a host to listen on, found none')
    return taken
  }

  #accept(connection: Connection): void {
    if (this.#isClosing) return connection.destroy()
    const { host, port } = connection.remoteAddress
    const fromHost = this.#perHost.get(host) ?? 0
    const reason = this.#refusal(fromHost)
    if (reason !== null) {
      this.#options.logger.warn({ peer: `${host}:${port}`, reason }, 'closed a connection')
      return connection.destroy()
    }
    this.#perHost.set(host, fromHost + 1)
    const onOver = (one: FrameConnection) => this.#over(one, host)
    const served = new FrameConnection({
      ...this.#options,
      connection,
      backlog: this.#backlog,
      memory: this.#memory,
      onOver,
    })
    this.#connections.add(served)
    served.start()
  }

  #refusal(fromHost: number): string | null {
    const { connectionsMax, connectionsPerHostMax } = this.#options.limits
    if (this.#connections.size >= connectionsMax)
      return `expected at most ${connectionsMax} connections, found one more`
    if (fromHost < connectionsPerHostMax) return null
    return `expected at most ${connectionsPerHostMax} connections from one address, found one more`
  }

  #over(connection: FrameConnection, host: string): void {
    this.#connections.delete(connection)
    const fromHost = (this.#perHost.get(host) ?? 0) - 1
    if (fromHost > 0) this.#perHost.set(host, fromHost)
    else this.#perHost.delete(host)
    if (this.#connections.size === 0) this.#whenEmpty()
  }

  /** Looks for idle connections now and then, so that none is open for much longer than it may. */
  #setSweep(): void {
    const { clock, limits } = this.#options
    if (limits.idleMs < 0) return
    this.#sweep = clock.after(Math.max(limits.idleMs / 10, 1), () => {
      const beforeMs = clock.elapsedMs() - limits.idleMs
      for (const connection of this.#connections) connection.endIfIdle(beforeMs)
      this.#setSweep()
    })
  }
}
