/**
 * The language in which messages are declared: plain data, one declaration for all versions.
 * A field says from which version on (`since`) and up to which (`until`) it is on the wire; where it
 * says neither, every version of the message has it. Everything else, types and codecs alike, is
 * derived from these declarations (see `body.ts` and `codec.ts`).
 */

/** A value without fields of its own. `bigint` is an int64 in which real peers send more than a number holds. */
export type Primitive =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'bigint'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records'

/** A field's default: what it holds where the version lacks it, or where the writer leaves it out. */
type Default = null | boolean | number | bigint | string

interface FieldOptions {
  /** The first version that has the field; absent: the message's first. */
  readonly since?: number
  /** The last version that has the field; absent: the message's last. */
  readonly until?: number
  /** May be null in every version that has the field. */
  readonly nullable?: true
  /** May be null from this version on. */
  readonly nullableSince?: number
  /** A tagged field: written behind the struct's other fields, and only where it is not its default. */
  readonly tag?: number
  /** Absent: 0, false, '', no bytes, no elements, the zero uuid, a struct of defaults. */
  readonly default?: Default
  /** A value may be dropped silently where the version lacks the field; otherwise writing it is refused. */
  readonly ignorable?: true
  /** The field keeps the old encoding in flexible versions too (a request header's client id). */
  readonly flexible?: false
}

interface PrimitiveField extends FieldOptions {
  readonly type: Primitive
}

export interface ArrayField extends FieldOptions {
  readonly array: Primitive | Fields
}

export interface StructField extends FieldOptions {
  readonly struct: Fields
}

export type Field = PrimitiveField | ArrayField | StructField

/** Fields in wire order, by name. */
export interface Fields {
  readonly [name: string]: Field
}

/** One message in all its versions. */
export interface Message {
  readonly name: string
  /** The API's key on requests and responses; the record type on stored records. */
  readonly key?: number
  /** First and last version. */
  readonly versions: readonly [first: number, last: number]
  /** The first version with compact lengths and tagged fields; absent: none. */
  readonly flexibleSince?: number
  /** The first version that Apache Kafka does not yet enable by default; absent: none. */
  readonly unstableSince?: number
  /** The version of the header before it, where that does not follow from its own. */
  readonly headerVersion?: number
  /** The version in which an answer comes that says UNSUPPORTED_VERSION, whichever was asked for. */
  readonly unsupportedAs?: number
  readonly fields: Fields
}

/** Whether the message speaks this version. */
export function hasVersion(message: Message, version: number): boolean {
  return Number.isInteger(version) && version >= message.versions[0] && version <= message.versions[1]
}

/** Whether this version writes compact lengths and tagged fields. */
export function isFlexible(message: Message, version: number): boolean {
  return message.flexibleSince !== undefined && version >= message.flexibleSince
}

/** Whether this version has the field. */
export function isPresent(field: Field, version: number): boolean {
  return version >= (field.since ?? 0) && version <= (field.until ?? Number.POSITIVE_INFINITY)
}

/** Whether the field may be null in this version. */
export function isNullable(field: Field, version: number): boolean {
  if (field.nullable === true) return true
  return field.nullableSince !== undefined && version >= field.nullableSince
}

/** Whether a writer may leave the field out: it has a default of its own, or not every version has it. */
export function isOptional(field: Field): boolean {
  return (
    field.default !== undefined || field.tag !== undefined || field.since !== undefined || field.until !== undefined
  )
}
