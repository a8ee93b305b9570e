/**
 * Text: strings as UTF-8, and UUIDs as their 36 characters, as Java's String and UUID serializers write them.
 * UTF-8 cannot say half a surrogate pair: Java writes a question mark for it, Node would write U+FFFD, and
 * so a string that holds one is repaired Java's way first. Malformed bytes read as U+FFFD, never as an error.
 */
import type { Serde } from './serde.ts'
import { SerializationError, showBytes, showValue } from './serialization-error.ts'

const loneSurrogates = /\p{Surrogate}/gu
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const uuidExpected = 'a UUID of 36 characters such as 123e4567-e89b-12d3-a456-426614174000'

/** Up to here a loop writes text faster than a call out of JavaScript. */
const loopLengthMax = 24

/** Strings, as UTF-8. */
export const string: Serde<string> = {
  serialize: (value) => shortAscii(value) ?? Buffer.from(repaired(value), 'utf8'),
  deserialize: (bytes) => bytes.toString('utf8'),
  encode: (value) => repaired(value),
  decode: (bytes, start, end) => bytes.toString('utf8', start, end),
}

/** UUIDs as text in lower case, which is how Java writes them; upper case is accepted and lowered. */
export const uuid: Serde<string> = {
  serialize: (value) => Buffer.from(uuidText(value), 'latin1'),
  deserialize: (bytes) => readUuid(bytes, 0, bytes.length),
  encode: (value) => uuidText(value),
  decode: (bytes, start, end) => readUuid(bytes, start, end),
}

/** The bytes of what most keys are; null for anything else. */
function shortAscii(value: string): Buffer | null {
  if (typeof value !== 'string' || value.length > loopLengthMax) return null
  const { length } = value
  const bytes = Buffer.allocUnsafe(length)
  for (let index = 0; index < length; index++) {
    const unit = value.charCodeAt(index)
    if (unit > 0x7f) return null
    bytes[index] = unit
  }
  return bytes
}

function repaired(value: string): string {
  if (typeof value !== 'string') {
    throw new SerializationError('WRONG_TYPE', { serde: 'string', expected: 'a string', found: showValue(value) })
  }
  return value.isWellFormed() ? value : value.replace(loneSurrogates, '?')
}

function uuidText(value: string): string {
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (uuidForm.test(text)) return text
  const code = typeof value === 'string' ? 'MALFORMED' : 'WRONG_TYPE'
  throw new SerializationError(code, { serde: 'uuid', expected: uuidExpected, found: showValue(value) })
}

function readUuid(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('latin1', start, end).toLowerCase()
  if (uuidForm.test(text)) return text
  const found = showBytes(bytes.subarray(start, end))
  throw new SerializationError('MALFORMED', { serde: 'uuid', expected: uuidExpected, found })
}
