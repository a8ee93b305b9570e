/**
 * What a field holds when nobody says: its declared default, or nothing of its kind. Decoding fills it
 * in where a version lacks the field; encoding leaves a tagged field out while it is its default, and
 * refuses to lose a value that is not the default where the version has no field for it.
 */
import type { Field, Fields, Primitive } from './schema.ts'

/** The uuid of sixteen zero bytes: no topic, no directory. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'

export const NO_BYTES = Buffer.alloc(0)

const NOTHING: Record<Primitive, unknown> = {
  bool: false,
  int8: 0,
  int16: 0,
  uint16: 0,
  int32: 0,
  uint32: 0,
  int64: 0,
  bigint: 0n,
  float64: 0,
  string: '',
  uuid: ZERO_UUID,
  bytes: NO_BYTES,
  records: NO_BYTES,
}

/** The field's default, made anew where it is an array or a struct. */
export function defaultOf(field: Field): unknown {
  if (field.default !== undefined) return field.default
  if ('array' in field) return []
  return 'struct' in field ? defaultsOf(field.struct) : NOTHING[field.type]
}

/** A struct whose fields all hold their defaults. */
function defaultsOf(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, defaultOf(field)]))
}

/** The field's default as source text, for compiled code in which `NO_BYTES` stands for no bytes. */
export function defaultSource(field: Field): string {
  return literal(defaultOf(field))
}

function literal(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return 'NO_BYTES'
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value)
  const properties = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${literal(inner)}`)
  return `{ ${properties.join(', ')} }`
}

/** Whether the value is the field's default; one that is left out is. */
export function isDefault(field: Field, value: unknown): boolean {
  if (value === undefined) return true
  if (field.default !== undefined || value === null) return value === field.default
  if ('array' in field) return Array.isArray(value) && value.length === 0
  if ('struct' in field) return holdsDefaults(field.struct, value as Record<string, unknown>)
  if (value instanceof Uint8Array) return value.length === 0
  return value === NOTHING[field.type]
}

function holdsDefaults(fields: Fields, struct: Record<string, unknown>): boolean {
  const unknown = struct['unknownTaggedFields'] as readonly unknown[] | undefined
  if (unknown !== undefined && unknown.length > 0) return false
  return Object.entries(fields).every(([name, field]) => isDefault(field, struct[name]))
}
