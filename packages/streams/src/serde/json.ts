/**
 * JSON as UTF-8 text. Java's Kafka has no such serializer; the bytes are what JSON.stringify says.
 * The type parameter is a promise of the one who writes it: what is read is parsed, not checked against it.
 */
import type { Serde } from './serde.ts'
import { SerializationError, showBytes, showValue } from './serialization-error.ts'

/** Values that JSON can say, as text. */
export function json<T>(): Serde<T> {
  return { serialize, deserialize }
}

function serialize(value: unknown): Buffer {
  const text = stringify(value)
  if (text !== undefined) return Buffer.from(text, 'utf8')
  const expected = 'a value that JSON can say'
  throw new SerializationError('WRONG_TYPE', { serde: 'json', expected, found: showValue(value) })
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    const expected = 'a value that JSON can say'
    throw new SerializationError('WRONG_TYPE', { serde: 'json', expected, found: showValue(value), cause })
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what comes out has the type that the caller of json() promised
function deserialize(bytes: Buffer): any {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new SerializationError('MALFORMED', { serde: 'json', expected: 'JSON text', found: showBytes(bytes), cause })
  }
}
