/**
 * A login on one connection, which is repeated before it expires: on the same connection, so that requests keep
 * their order. One that cannot be repeated ends the connection, with the reason.
 */
import type { Clock, Timer } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import { ClientError, ConnectionError } from '../errors.ts'
import type { BrokerConnection } from './broker-connection.ts'
import { authenticate, type SaslOptions } from './sasl.ts'

/** A login is repeated after 85 to 95 % of its time, as Java does it: not all clients at one moment. */
const REPEATED_AFTER = 0.85
const REPEATED_WITHIN = 0.1

export class Login {
  readonly #sasl: SaslOptions
  readonly #clock: Clock
  readonly #random: Random
  #timer: Timer | undefined
  #isStopped = false

  constructor(sasl: SaslOptions, { clock, random }: { clock: Clock; random: Random }) {
    this.#sasl = sasl
    this.#clock = clock
    this.#random = random
  }

  /** Logs in for the first time. */
  async start(connection: BrokerConnection): Promise<void> {
    const { broker } = connection
    const askedMs = this.#clock.elapsedMs()
    const lifetimeMs = await connection.alone((ask) => {
      return authenticate(this.#sasl, { broker, ask, random: this.#random })
    })
    if (lifetimeMs > 0 && !this.#isStopped)
      this.#repeatWithin(connection, askedMs + lifetimeMs - this.#clock.elapsedMs())
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
  }

  #repeatWithin(connection: BrokerConnection, lifetimeMs: number): void {
    const delayMs = lifetimeMs * (REPEATED_AFTER + REPEATED_WITHIN * this.#random.fraction())
    this.#timer = this.#clock.after(delayMs, () => {
      this.start(connection).catch((cause) => {
        const details = { place: { broker: connection.broker }, cause }
        const problem = cause instanceof ClientError ? cause : new ConnectionError('the login expired', details)
        connection.close(problem)
      })
    })
  }
}
