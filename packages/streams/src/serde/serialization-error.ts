/**
 * The one error that serdes throw. Its remedy lies with the user: repair the record or name another serde.
 * The message always says which serde spoke, what it expected and what it found; what was found is cut
 * short, because a value of a megabyte must not become a line of a log.
 */
import { inspect } from 'node:util'

const shownCharsMax = 80
const shownBytesMax = 16

/**
 * What was wrong: the value or its bytes are of another kind, too large or small, of the wrong length, not what
 * they should be, or refused by the schema; or the schema cannot be asked, because it takes its time.
 */
export type SerializationErrorCode =
  | 'WRONG_TYPE'
  | 'OUT_OF_RANGE'
  | 'WRONG_LENGTH'
  | 'MALFORMED'
  | 'INVALID'
  | 'ASYNCHRONOUS_SCHEMA'

export class SerializationError extends Error {
  override readonly name = 'SerializationError'
  readonly code: SerializationErrorCode
  readonly serde: string
  readonly expected: string
  readonly found: string

  constructor(code: SerializationErrorCode, at: { serde: string; expected: string; found: string; cause?: unknown }) {
    super(`${at.serde}: expected ${at.expected}, found ${at.found}`, 'cause' in at ? { cause: at.cause } : {})
    this.code = code
    this.serde = at.serde
    this.expected = at.expected
    this.found = at.found
  }
}

/** A value as a message shows it: `"ann" (string)`. */
export function showValue(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: shownCharsMax })
  const shown = text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text
  return `${shown} (${typeof value})`
}

/** Bytes as a message shows them: `3 bytes (00 01 ff)`. */
export function showBytes(bytes: Buffer): string {
  const hex = bytes
    .subarray(0, shownBytesMax)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
  const rest = bytes.length > shownBytesMax ? ' …' : ''
  return bytes.length === 0 ? 'no bytes' : `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'} (${hex}${rest})`
}

/** The error for bytes of another length than the serde's values have. */
export function wrongLength(serde: string, found: Buffer, length: number): SerializationError {
  const expected = `${length} ${length === 1 ? 'byte' : 'bytes'}`
  return new SerializationError('WRONG_LENGTH', { serde, expected, found: showBytes(found) })
}
