/**
 * What bytes can be wrong about. Everything that is read from a peer or a disk goes through
 * `Reader`, and whatever it refuses ends as a `DecodeError`; everything that a caller hands us
 * to be written goes through `Writer`, and what it refuses ends as an `EncodeError`.
 * Both name the place (message, field path, byte), what was expected there and what was found.
 */

/** Why bytes were refused. */
export type DecodeErrorCode =
  | 'TRUNCATED' // the bytes end before the value does
  | 'BAD_LENGTH' // a length or count that cannot be true
  | 'BAD_VARINT' // more continuation bytes than the type allows
  | 'BAD_UTF8' // text that is not UTF-8
  | 'BAD_VALUE' // a value outside of what the field may hold
  | 'UNEXPECTED_NULL' // null where the field is not nullable
  | 'UNSAFE_INTEGER' // a 64-bit integer beyond what a number holds exactly
  | 'TRAILING_BYTES' // bytes left over behind the last field
  | 'UNSUPPORTED' // a format or version that is not spoken here
  | 'TOO_LARGE' // would take more memory than the reader was allowed
  | 'CORRUPT' // a checksum that does not match, or a compressed block that does not open

/** Why a value was refused. */
export type EncodeErrorCode =
  | 'BAD_VALUE' // not a value of the field's type
  | 'UNEXPECTED_NULL' // null or nothing where the field needs a value
  | 'NOT_IN_VERSION' // a value that this version has no field for
  | 'TOO_LARGE' // longer than the wire format can say
  | 'UNSUPPORTED' // a format or version that is not spoken here

/** The facts of a refusal; the error's message is made of them. */
interface Refusal<Code> {
  readonly code: Code
  readonly expected: string
  readonly found: string
  /** What was being read or written, for example `ProduceRequest v9` or `batch of orders-3`. */
  readonly subject?: string | undefined
  /** The field, for example `topicData[2].name`. */
  readonly path?: string | undefined
  /** The byte, counted from the start of what was being read. */
  readonly position?: number | undefined
  readonly cause?: unknown
}

function sentence(refusal: Refusal<string>): string {
  const place = [refusal.subject, refusal.path].filter((part) => part !== undefined && part !== '').join(' ')
  const byte = refusal.position === undefined ? '' : `${place === '' ? '' : ' '}at byte ${refusal.position}`
  const where = place + byte
  return `${where === '' ? '' : `${where}: `}expected ${refusal.expected}, found ${refusal.found}`
}

/** What both kinds of refusal are: an error whose message is made of its facts. */
abstract class Refused<Code extends string> extends Error {
  readonly code: Code
  readonly refusal: Refusal<Code>

  constructor(refusal: Refusal<Code>) {
    super(sentence(refusal), refusal.cause === undefined ? undefined : { cause: refusal.cause })
    this.code = refusal.code
    this.refusal = refusal
  }

  get path(): string | undefined {
    return this.refusal.path
  }
}

/** The bytes are not what they claim to be. The remedy is to drop the connection, or the batch, that they came from. */
export class DecodeError extends Refused<DecodeErrorCode> {
  override readonly name = 'DecodeError'

  get position(): number | undefined {
    return this.refusal.position
  }

  /** The same refusal, told by someone who knows more about the place. */
  at(place: { subject?: string; path?: string; position?: number }): DecodeError {
    return new DecodeError({ ...this.refusal, ...place })
  }
}

/** The value cannot be written. The remedy is to mend the caller. */
export class EncodeError extends Refused<EncodeErrorCode> {
  override readonly name = 'EncodeError'

  /** The same refusal, told by someone who knows more about the place. */
  at(place: { subject?: string; path?: string }): EncodeError {
    return new EncodeError({ ...this.refusal, ...place })
  }
}

/** How a value looks in an error message: its kind and a glimpse, never a megabyte. */
export function glimpse(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return value.length <= 40 ? `'${value}'` : `a string of ${value.length} characters`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
