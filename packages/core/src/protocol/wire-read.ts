/**
 * What a compiled reader calls: lengths in their three encodings, and the values behind them.
 * Each length function gives -1 for null; each value function is told a length and decides whether
 * null is allowed. So every type in every encoding is one length function and one value function.
 */
import type { Reader } from '../bytes/reader.ts'
import type { UnknownTaggedField } from './body.ts'

/** A text's length before flexible versions. */
export function length16(reader: Reader): number {
  const length = reader.int16()
  return length < -1 ? refuseLength(reader, length) : length
}

/** An array's or byte field's length before flexible versions. */
export function length32(reader: Reader): number {
  const length = reader.int32()
  return length < -1 ? refuseLength(reader, length) : length
}

/** Any length in flexible versions: one more than it is, so that 0 is null. */
export function lengthCompact(reader: Reader): number {
  return reader.uvarint() - 1
}

export function text(reader: Reader, length: number): string {
  return length < 0 ? refuseNull(reader) : reader.utf8(length)
}

export function nullableText(reader: Reader, length: number): string | null {
  return length < 0 ? null : reader.utf8(length)
}

export function view(reader: Reader, length: number): Buffer {
  return length < 0 ? refuseNull(reader) : reader.view(length)
}

export function nullableView(reader: Reader, length: number): Buffer | null {
  return length < 0 ? null : reader.view(length)
}

export function uuid(reader: Reader): string {
  const start = reader.position
  reader.skip(16)
  return reader.bytes.toString('base64url', start, start + 16)
}

/** An array's length, believed only if that many of its smallest elements fit into what is left. */
export function count(reader: Reader, length: number, elementBytesMin: number): number {
  return length < 0 ? refuseNull(reader) : nullableCount(reader, length, elementBytesMin)
}

export function nullableCount(reader: Reader, length: number, elementBytesMin: number): number {
  if (length * elementBytesMin <= reader.remaining) return length
  const expected = `at most ${Math.floor(reader.remaining / elementBytesMin)} elements in the bytes that are left`
  throw reader.refusal('BAD_LENGTH', { expected, found: `a count of ${length}` })
}

/** Whether a struct follows; before a tagged one stands a varint instead of a byte. */
export function isStruct(reader: Reader): boolean {
  return reader.int8() >= 0
}

export function isTaggedStruct(reader: Reader): boolean {
  return reader.uvarint() > 0
}

/** The position at which the tagged field ends whose size comes next. */
export function taggedEnd(reader: Reader): number {
  const size = reader.uvarint()
  if (size <= reader.remaining) return reader.position + size
  const expected = `at most ${reader.remaining} bytes, which are left`
  throw reader.refusal('BAD_LENGTH', { expected, found: `a tagged field of ${size} bytes` })
}

/** Checks that a known tagged field took just the bytes that it had announced. */
export function endTagged(reader: Reader, end: number): void {
  if (reader.position === end) return
  const expected = `the tagged field to end at byte ${end}`
  throw reader.refusal('BAD_LENGTH', { expected, found: `its end at byte ${reader.position}` })
}

interface Struct {
  unknownTaggedFields?: UnknownTaggedField[]
}

/** Keeps a tagged field that the declaration doesn't know, so that encoding gives it back. */
export function keepUnknown(reader: Reader, struct: Struct, tagged: { tag: number; end: number }): void {
  const data = reader.view(tagged.end - reader.position)
  struct.unknownTaggedFields ??= []
  struct.unknownTaggedFields.push({ tag: tagged.tag, data })
}

function refuseLength(reader: Reader, length: number): never {
  throw reader.refusal('BAD_LENGTH', { expected: 'a length, or -1 for null', found: String(length) })
}

function refuseNull(reader: Reader): never {
  throw reader.refusal('UNEXPECTED_NULL', { expected: 'a value', found: 'null' })
}
