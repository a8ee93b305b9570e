/**
 * The client's side of SCRAM (RFC 5802): it proves that it knows the password without showing it, and lets the
 * broker prove that it has known it too. Names and passwords are taken as UTF-8, as Kafka stores them, without the
 * normalisation that the RFC would have.
 */
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** The broker said what it must not, or is not who it says it is. */
export class ScramError extends Error {
  override readonly name = 'ScramError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Hash = 'sha256' | 'sha512'

/** No channel binding: `n,,`, and how the last message repeats it. */
const HEADER = 'n,,'
const HEADER_REPEATED = Buffer.from(HEADER).toString('base64')

/** Kafka's least. With fewer, whoever poses as a broker could guess the password from the proof. */
const ITERATIONS_MIN = 4_096
/** Some tenths of a second's work; Kafka gives 16,384 at the most. */
const ITERATIONS_MAX = 1_000_000

const derive = promisify(pbkdf2)

export class ScramClient {
  readonly #hash: Hash
  readonly #password: string
  readonly #nonce: string
  readonly #firstBare: string
  #step: 'first' | 'final' | 'verify' | 'done' = 'first'
  #serverSignature: Buffer = Buffer.alloc(0)

  constructor(options: { hash: Hash; username: string; password: string; nonce: string }) {
    this.#hash = options.hash
    this.#password = options.password
    this.#nonce = options.nonce
    const name = options.username.replaceAll('=', '=3D').replaceAll(',', '=2C')
    this.#firstBare = `n=${name},r=${options.nonce}`
  }

  get isDone(): boolean {
    return this.#step === 'done'
  }

  /** The answer to what the broker said; null when it has proved itself. */
  async next(token: Buffer): Promise<Buffer | null> {
    switch (this.#step) {
      case 'first':
        this.#step = 'final'
        return Buffer.from(HEADER + this.#firstBare)
      case 'final': {
        const proof = await this.#prove(token.toString())
        this.#step = 'verify'
        return proof
      }
      default:
        this.#verify(token.toString())
        this.#step = 'done'
        return null
    }
  }

  async #prove(serverFirst: string): Promise<Buffer> {
    const fields = fieldsOf(serverFirst)
    const nonce = fields.get('r') ?? ''
    const salt = Buffer.from(fields.get('s') ?? '', 'base64')
    const iterations = Number(fields.get('i'))
    if (fields.has('m')) throw new ScramError('BAD_ANSWER', 'the broker wants an extension that is not known')
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw new ScramError('BAD_ANSWER', "the broker's nonce does not go on from the client's")
    }
    if (salt.length === 0) throw new ScramError('BAD_ANSWER', 'expected a salt, found none')
    if (!(Number.isInteger(iterations) && iterations >= ITERATIONS_MIN && iterations <= ITERATIONS_MAX)) {
      const expected = `expected from ${ITERATIONS_MIN} to ${ITERATIONS_MAX} iterations`
      throw new ScramError('BAD_ANSWER', `${expected}, found ${fields.get('i')}`)
    }
    const withoutProof = `c=${HEADER_REPEATED},r=${nonce}`
    const said = `${this.#firstBare},${serverFirst},${withoutProof}`
    const length = createHash(this.#hash).digest().length
    const salted = await derive(this.#password, salt, iterations, length, this.#hash)
    const clientKey = this.#hmac(salted, 'Client Key')
    const storedKey = createHash(this.#hash).update(clientKey).digest()
    const clientSignature = this.#hmac(storedKey, said)
    this.#serverSignature = this.#hmac(this.#hmac(salted, 'Server Key'), said)
    const proof = clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0))
    return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`)
  }

  #verify(serverFinal: string): void {
    const fields = fieldsOf(serverFinal)
    const refusal = fields.get('e')
    if (refusal !== undefined) throw new ScramError('SASL_AUTHENTICATION_FAILED', `the login was refused: ${refusal}`)
    const signature = Buffer.from(fields.get('v') ?? '', 'base64')
    const isRight =
      signature.length === this.#serverSignature.length && timingSafeEqual(signature, this.#serverSignature)
    if (!isRight) throw new ScramError('BROKER_NOT_TRUSTED', 'the broker could not prove that it knows the password')
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest()
  }
}

/** `a=1,b=2`; what follows the first `=` is the value. */
function fieldsOf(text: string): Map<string, string> {
  return new Map(text.split(',').map((field) => [field.slice(0, 1), field.slice(2)]))
}
