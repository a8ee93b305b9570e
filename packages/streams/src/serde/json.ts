/**
 * JSON as UTF-8 text. Java's Kafka has no such serializer; the bytes are what JSON.stringify says. Without a schema
 * the type parameter is a promise of the one who writes it: what is read is parsed, not checked.
 *
 * Equal values have equal bytes only if their properties come in the same order. That matters for keys, which are
 * found and partitioned by their bytes, and nowhere else: what is compared elsewhere (foreign-key joins hash values)
 * was read by this serde before it was written, and reading and writing again gives the same bytes.
 */
import type { Serde } from './serde.ts'
import { SerializationError, showBytes, showValue } from './serialization-error.ts'
import { type StandardSchema, validated } from './standard-schema.ts'

/**
 * Values that JSON can say, as text. With a schema (zod, valibot, arktype …: what is a Standard Schema) each value
 * that is read has to pass it, and is what the schema makes of it; what is written is not checked.
 */
export function json<T>(schema?: StandardSchema<T>): Serde<T> {
  // biome-ignore lint/suspicious/noExplicitAny: without a schema, the type is what the caller of json() promised
  const checked = schema === undefined ? (value: any): T => value : (value: unknown) => validated('json', schema, value)
  return {
    serialize: (value) => Buffer.from(stringify(value), 'utf8'),
    deserialize: (bytes) => checked(parse(bytes, 0, bytes.length)),
    encode: (value) => stringify(value),
    decode: (bytes, start, end) => checked(parse(bytes, start, end)),
  }
}

/** Never with half a surrogate pair: JSON.stringify escapes those. */
function stringify(value: unknown): string {
  let text: string | undefined
  let cause: unknown
  try {
    text = JSON.stringify(value)
  } catch (thrown) {
    cause = thrown
  }
  if (text !== undefined) return text
  const expected = 'a value that JSON can say'
  throw new SerializationError('WRONG_TYPE', { serde: 'json', expected, found: showValue(value), cause })
}

function parse(bytes: Buffer, start: number, end: number): unknown {
  const text = bytes.toString('utf8', start, end)
  try {
    return mayNameProto(text) ? JSON.parse(text, withoutProto) : JSON.parse(text)
  } catch (cause) {
    const found = showBytes(bytes.subarray(start, end))
    throw new SerializationError('MALFORMED', { serde: 'json', expected: 'JSON text', found, cause })
  }
}

/**
 * `__proto__` in a text becomes a property like any other, until somebody copies it onto another object, where it
 * changes the prototype. So properties of this name are left out. Names may be written with escapes.
 */
function mayNameProto(text: string): boolean {
  return text.includes('__proto__') || (text.includes('\\u00') && escapedLettersOfProto.test(text))
}

const escapedLettersOfProto = /\\u00(?:5f|6f|7[024])/i

function withoutProto(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value
}
