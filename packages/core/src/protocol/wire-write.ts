/**
 * What a compiled writer calls: lengths in their three encodings, and the values behind them.
 * The mirror of `wire-read.ts`: each value function is handed the length function of its encoding,
 * and null is written as the length -1 where the field allows it.
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'
import { utf8Length, Writer } from '../bytes/writer.ts'
import type { UnknownTaggedField } from './body.ts'

type WriteLength = (writer: Writer, length: number) => void

/** A text's length before flexible versions. */
export function length16(writer: Writer, length: number): void {
  if (length > 0x7fff) refuse('TOO_LARGE', { expected: 'a text of at most 32767 bytes', found: `${length} bytes` })
  writer.int16(length)
}

/** An array's or byte field's length before flexible versions. */
export function length32(writer: Writer, length: number): void {
  writer.int32(length)
}

/** Any length in flexible versions: one more than it is, so that 0 is null. */
export function lengthCompact(writer: Writer, length: number): void {
  writer.uvarint(length + 1)
}

export function text(writer: Writer, value: string, writeLength: WriteLength): void {
  const length = utf8Length(value)
  writeLength(writer, length)
  writer.utf8(value, length)
}

export function nullableText(writer: Writer, value: string | null, writeLength: WriteLength): void {
  if (value === null) writeLength(writer, -1)
  else text(writer, value, writeLength)
}

export function view(writer: Writer, value: Uint8Array, writeLength: WriteLength): void {
  if (!(value instanceof Uint8Array)) refuseKind('bytes', value)
  writeLength(writer, value.length)
  writer.raw(value)
}

export function nullableView(writer: Writer, value: Uint8Array | null, writeLength: WriteLength): void {
  if (value === null) writeLength(writer, -1)
  else view(writer, value, writeLength)
}

const UUID_TEXT = /^[\w-]{21}[AQgw]$/ // 22 digits of 6 bits; the last one holds the 2 bits that 16 bytes have over

export function uuid(writer: Writer, value: string): void {
  if (typeof value !== 'string' || !UUID_TEXT.test(value)) refuseKind('a uuid of 22 base64url characters', value)
  writer.raw(Buffer.from(value, 'base64url'))
}

/** Writes an array's length and gives it back. */
export function count(writer: Writer, value: readonly unknown[], writeLength: WriteLength): number {
  if (!Array.isArray(value)) refuseKind('an array', value)
  writeLength(writer, value.length)
  return value.length
}

export function nullableCount(writer: Writer, value: readonly unknown[] | null, writeLength: WriteLength): number {
  if (value !== null) return count(writer, value, writeLength)
  writeLength(writer, -1)
  return 0
}

/** Refuses what is not an object before a field of it is read. */
export function struct(value: unknown): void {
  if (typeof value !== 'object' || value === null) refuseKind('a struct', value)
}

/** A tagged field on its way out: its bytes are needed before its size can be written. */
export interface Tagged {
  readonly tag: number
  readonly data: Uint8Array
}

/** A writer for one tagged field. */
export function scratch(): Writer {
  return new Writer(64)
}

/** Writes a struct's tagged fields, known and unknown ones together in ascending order of tag. */
export function taggedFields(
  writer: Writer,
  known: readonly Tagged[],
  unknown: readonly UnknownTaggedField[] | undefined,
): void {
  const all = unknown === undefined ? known : [...known, ...unknown]
  writer.uvarint(all.length)
  for (const { tag, data } of [...all].sort((a, b) => a.tag - b.tag)) {
    writer.uvarint(tag)
    writer.uvarint(data.length)
    writer.raw(data)
  }
}

/** Refuses to lose a value that this version has no field for. */
export function refuseLoss(version: number, value: unknown): never {
  refuse('NOT_IN_VERSION', { expected: `nothing, since version ${version} has no such field`, found: glimpse(value) })
}

function refuseKind(expected: string, value: unknown): never {
  const missing = value === null || value === undefined
  refuse(missing ? 'UNEXPECTED_NULL' : 'BAD_VALUE', { expected, found: glimpse(value) })
}

function refuse(code: EncodeError['code'], facts: { expected: string; found: string }): never {
  throw new EncodeError({ code, ...facts })
}
