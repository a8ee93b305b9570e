/** What every client can be told, with Java's defaults. */
import { type Clock, systemClock } from '../host/clock.ts'
import { type Logger, plainLogger } from '../host/logger.ts'
import { systemSockets } from '../host/node-sockets.ts'
import { type Random, systemRandom } from '../host/random.ts'
import type { Sockets, TlsOptions } from '../host/sockets.ts'
import { type SaslOptions, saslMechanisms } from './connection/sasl.ts'
import { UsageError } from './errors.ts'

export interface ClientOptions {
  /** Some brokers of the cluster, as `host:port`; the others are learnt from them. One that answers is enough. */
  readonly brokers: readonly string[]
  /** What the brokers' logs and metrics call this client. Default: millrace. */
  readonly clientId?: string
  /** Whether connections are encrypted, and how: `true` trusts what Node trusts. Default: false. */
  readonly tls?: boolean | TlsOptions
  /** Who logs in, where brokers want to know: see `SaslOptions`. Default: nobody does. */
  readonly sasl?: SaslOptions
  /** How long an answer is waited for; then the connection is closed, with all that was asked on it. Default: 30 s. */
  readonly requestTimeoutMs?: number
  /** How long a connection may take to come about, login included. Default: 10 s. */
  readonly connectTimeoutMs?: number
  /**
   * A connection that nothing was asked on for so long is closed, and opened again when it is needed. Default: 9
   * minutes, less than the 10 after which brokers do it, perhaps just when something is asked.
   */
  readonly connectionsMaxIdleMs?: number
  /** The pause before a request is sent again; it doubles up to `retryBackoffMaxMs`. Default: 100 ms, up to 1 s. */
  readonly retryBackoffMs?: number
  readonly retryBackoffMaxMs?: number
  /** The pause before a broker is connected to again; it doubles up to `reconnectBackoffMaxMs`. Default: 50 ms, up to 1 s. */
  readonly reconnectBackoffMs?: number
  readonly reconnectBackoffMaxMs?: number
  /** How old the view of the cluster gets before it is asked for anew, errors or not. Default: 5 minutes. */
  readonly metadataMaxAgeMs?: number
  /** A topic that was not used for so long is asked about no more, until it is used again. Default: 5 minutes. */
  readonly metadataMaxIdleMs?: number
  /** Default: one line on standard error for each warning and error. */
  readonly logger?: Logger
  /** Where time comes from, and what follows: for tests and simulations. Default: the machine's. */
  readonly clock?: Clock
  readonly random?: Random
  readonly sockets?: Sockets
}

/** The options with their defaults. */
export type ClientSettings = Required<Omit<ClientOptions, 'sasl'>> & { readonly sasl: SaslOptions | undefined }

export function clientSettings(options: ClientOptions): ClientSettings {
  if (options.brokers.length === 0) throw new UsageError('expected at least one broker, found none')
  for (const broker of options.brokers) parseAddress(broker)
  for (const name of DURATIONS) checkDuration(name, options[name])
  if (options.sasl !== undefined) checkMechanism(options.sasl)
  return {
    clientId: 'millrace',
    tls: false,
    sasl: undefined,
    requestTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    connectionsMaxIdleMs: 540_000,
    retryBackoffMs: 100,
    retryBackoffMaxMs: 1_000,
    reconnectBackoffMs: 50,
    reconnectBackoffMaxMs: 1_000,
    metadataMaxAgeMs: 300_000,
    metadataMaxIdleMs: 300_000,
    logger: plainLogger(),
    clock: systemClock,
    random: systemRandom,
    sockets: systemSockets,
    ...given(options),
  }
}

const DURATIONS = [
  'requestTimeoutMs',
  'connectTimeoutMs',
  'connectionsMaxIdleMs',
  'retryBackoffMs',
  'retryBackoffMaxMs',
  'reconnectBackoffMs',
  'reconnectBackoffMaxMs',
  'metadataMaxAgeMs',
  'metadataMaxIdleMs',
] as const

function checkDuration(name: string, durationMs: number | undefined): void {
  if (durationMs === undefined || (Number.isFinite(durationMs) && durationMs >= 0)) return
  throw new UsageError(`${name}: expected a number of milliseconds, found ${durationMs}`)
}

function checkMechanism({ mechanism }: SaslOptions): void {
  if (saslMechanisms.includes(mechanism)) return
  throw new UsageError(`sasl.mechanism: expected ${saslMechanisms.join(', ')}, found ${mechanism}`)
}

/** `host:port`, where the host may be an IPv6 address in brackets. */
export function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text.trim())
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host !== undefined && port > 0 && port < 65_536) return { host, port }
  throw new UsageError(`expected a broker as host:port, found '${text}'`)
}

/** Without those that are undefined, which would hide a default. */
function given(options: ClientOptions): ClientOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as ClientOptions
}
