/**
 * How a field lies in the bytes of one version: the facts that the compiled reader and the compiled
 * writer share, so that the two can't disagree.
 */
import { type Field, type Fields, isFlexible, isNullable, isPresent, type Message, type Primitive } from './schema.ts'

/** One message at one version. */
export interface Layout {
  readonly message: Message
  readonly version: number
  readonly flexible: boolean
}

export function layoutOf(message: Message, version: number): Layout {
  return { message, version, flexible: isFlexible(message, version) }
}

/** The encoding of the length before a text, a byte field or an array; also the name of the function that does it. */
export type LengthEncoding = 'length16' | 'length32' | 'lengthCompact'

export function lengthEncoding(layout: Layout, field: Field): LengthEncoding {
  if (layout.flexible && field.flexible !== false) return 'lengthCompact'
  return 'type' in field && field.type === 'string' ? 'length16' : 'length32'
}

/** An array's element, seen as a field without a name. */
export function elementOf(array: Primitive | Fields): Field {
  return typeof array === 'string' ? { type: array } : { struct: array }
}

/** A struct's fields in this version: those in their order, and those behind them under tags. */
export function partition(layout: Layout, fields: Fields): { plain: Named[]; tagged: Named[]; absent: Named[] } {
  const named = Object.entries(fields).map(([name, field]) => ({ name, field }))
  const present = named.filter(({ field }) => isPresent(field, layout.version))
  return {
    plain: present.filter(({ field }) => field.tag === undefined),
    tagged: present.filter(({ field }) => field.tag !== undefined),
    absent: named.filter(({ field }) => !isPresent(field, layout.version)),
  }
}

export interface Named {
  readonly name: string
  readonly field: Field
}

const PRIMITIVE_BYTES: Record<Exclude<Primitive, 'string' | 'bytes' | 'records'>, number> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  bigint: 8,
  float64: 8,
  uuid: 16,
}

const LENGTH_BYTES: Record<LengthEncoding, number> = { length16: 2, length32: 4, lengthCompact: 1 }

/** The fewest bytes that the field can take: what a count of elements is held against. */
export function bytesMin(layout: Layout, field: Field): number {
  if ('array' in field) return LENGTH_BYTES[lengthEncoding(layout, field)]
  if ('struct' in field) return isNullable(field, layout.version) ? 1 : structBytesMin(layout, field.struct)
  if (field.type === 'string' || field.type === 'bytes' || field.type === 'records') {
    return LENGTH_BYTES[lengthEncoding(layout, field)]
  }
  return PRIMITIVE_BYTES[field.type]
}

function structBytesMin(layout: Layout, fields: Fields): number {
  const { plain } = partition(layout, fields)
  return plain.reduce((sum, { field }) => sum + bytesMin(layout, field), layout.flexible ? 1 : 0)
}
