/**
 * Logging in by SASL: the mechanism is agreed on, then tokens go back and forth until both sides are content. A
 * refusal is final: the same credentials would be refused again.
 */
import type { Random } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { errorByCode, errors } from '../../protocol/errors.ts'
import { AuthenticationError, brokerError } from '../errors.ts'
import type { BrokerConnection } from './broker-connection.ts'
import { ScramClient, ScramError } from './scram.ts'

/** Who logs in. */
export interface SaslCredentials {
  readonly username: string
  readonly password: string
}

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/**
 * How to log in. `plain` shows the password to the broker, and to everybody on the way where there is no `tls`.
 * Credentials that change are given as a function, which is asked at each login.
 */
export type SaslOptions = { readonly mechanism: (typeof saslMechanisms)[number] } & (
  | SaslCredentials
  | { readonly credentials: () => SaslCredentials | Promise<SaslCredentials> }
)

/** The client's side of a mechanism: a token for each of the broker's, the first for none. */
interface Mechanism {
  readonly isDone: boolean
  /** Null when nothing is left to be said. */
  next(token: Buffer): Promise<Buffer | null> | Buffer | null
}

/** Kafka's mechanisms need two rounds at the most. */
const ROUNDS_MAX = 4
/** Before 1 tokens travel without a request around them, and refusals without a reason. */
const HANDSHAKE_VERSIONS = [1, 1] as const

/** Logs in; gives how long that lasts, 0 for ever. */
export async function authenticate(
  sasl: SaslOptions,
  dialogue: { broker: string; ask: BrokerConnection['ask']; random: Random },
): Promise<number> {
  const { broker, ask, random } = dialogue
  const mechanism = sasl.mechanism.toUpperCase()
  const handshake = { api: apis.saslHandshake, body: { mechanism }, versions: HANDSHAKE_VERSIONS }
  const { errorCode, mechanisms } = await ask(handshake)
  const place = { broker, api: apis.saslHandshake.name }
  if (errorCode !== errors.NONE.code) {
    const offered = `the broker offers ${mechanisms.join(', ') || 'none'}, not ${mechanism}`
    throw new AuthenticationError(offered, { place, code: errorByCode(errorCode).name })
  }
  const client = mechanismOf(sasl, await credentialsOf(sasl), random)
  try {
    return await converse(client, { broker, ask })
  } catch (problem) {
    if (!(problem instanceof ScramError)) throw problem
    throw new AuthenticationError(problem.message, { place: { broker }, code: problem.code })
  }
}

async function converse(
  client: Mechanism,
  dialogue: { broker: string; ask: BrokerConnection['ask'] },
): Promise<number> {
  const { broker, ask } = dialogue
  const place = { broker, api: apis.saslAuthenticate.name }
  let token = await client.next(Buffer.alloc(0))
  let lifetimeMs = 0
  for (let round = 0; round < ROUNDS_MAX && token !== null; round++) {
    const answer = await ask({ api: apis.saslAuthenticate, body: { authBytes: token } })
    const { errorCode: code, errorMessage: message } = answer
    if (code !== errors.NONE.code) {
      const error = brokerError(code, { place, message })
      if (error.retriable) throw error
      throw new AuthenticationError(message || error.error.meaning, { place, code: error.code })
    }
    lifetimeMs = answer.sessionLifetimeMs
    token = await client.next(answer.authBytes)
  }
  if (client.isDone) return lifetimeMs
  throw new AuthenticationError('the broker goes on asking', { place, code: 'SASL_AUTHENTICATION_FAILED' })
}

async function credentialsOf(sasl: SaslOptions): Promise<SaslCredentials> {
  if (!('credentials' in sasl)) return sasl
  try {
    return await sasl.credentials()
  } catch (cause) {
    const message = `no credentials could be had: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new AuthenticationError(message, { cause, code: 'NO_CREDENTIALS' })
  }
}

function mechanismOf({ mechanism }: SaslOptions, credentials: SaslCredentials, random: Random): Mechanism {
  if (mechanism === 'plain') return new PlainClient(credentials)
  const hash = mechanism === 'scram-sha-256' ? 'sha256' : 'sha512'
  const { username, password } = credentials
  return new ScramClient({ hash, username, password, nonce: random.bytes(NONCE_BYTES).toString('base64url') })
}

const NONCE_BYTES = 24

/** RFC 4616: all at once. */
class PlainClient implements Mechanism {
  readonly #token: Buffer
  isDone = false
  #isSent = false

  constructor({ username, password }: SaslCredentials) {
    this.#token = Buffer.from(`\0${username}\0${password}`)
  }

  next(): Buffer | null {
    this.isDone = this.#isSent
    if (this.#isSent) return null
    this.#isSent = true
    return this.#token
  }
}
