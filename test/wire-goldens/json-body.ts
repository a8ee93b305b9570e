/**
 * Bodies as the golden files write them: Kafka's JSON, in which byte fields are base64 and a 64-bit
 * integer beyond a number's reach stands beside the line as text. Walks a message's declaration, so
 * that no message needs code of its own.
 */
import {
  type Draft,
  type Field,
  type Fields,
  isPresent,
  type Message,
  type UnknownTaggedField,
} from '@millrace/core/protocol'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Struct = { [name: string]: unknown; unknownTaggedFields?: readonly UnknownTaggedField[] }

/** Calls `visit` with each field's value and JSON pointer, and gives the struct of what it returns. */
function mapStruct(fields: Fields, struct: Struct, walk: Walk): Struct {
  const mapped: Struct = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!isPresent(field, walk.version) || !(name in struct)) continue
    mapped[name] = mapValue(field, struct[name], { ...walk, at: `${walk.at}/${name}` })
  }
  return walk.onStruct?.(mapped, struct, walk.at) ?? mapped
}

interface Walk {
  readonly version: number
  readonly at: string
  readonly onLeaf: (field: Field, value: unknown, at: string) => unknown
  readonly onStruct?: (mapped: Struct, original: Struct, at: string) => Struct
}

function mapValue(field: Field, value: unknown, walk: Walk): unknown {
  if (value === null) return null
  if ('struct' in field) return mapStruct(field.struct, value as Struct, walk)
  if (!('array' in field)) return walk.onLeaf(field, value, walk.at)
  const element: Field = typeof field.array === 'string' ? { type: field.array } : { struct: field.array as Fields }
  return (value as unknown[]).map((item, index) => mapValue(element, item, { ...walk, at: `${walk.at}/${index}` }))
}

/** A message at a version. */
interface Spoken {
  readonly message: Message
  readonly version: number
}

/** Where 64-bit integers stand that `JSON.parse` has rounded, and what they are. */
export type Unsafe = Readonly<Record<string, string>>

interface Golden {
  readonly body: Json
  readonly unsafeInt64?: Unsafe
}

/** The golden JSON as a body that can be encoded. */
export function bodyOf({ message, version }: Spoken, golden: Golden): Draft<Message> {
  return mapStruct(message.fields, golden.body as Struct, {
    version,
    at: '',
    onLeaf: (field, value, at) => {
      if (!('type' in field)) return value
      if (field.type === 'bytes' || field.type === 'records') return Buffer.from(value as string, 'base64')
      return field.type === 'bigint' ? BigInt(golden.unsafeInt64?.[at] ?? (value as number)) : value
    },
  }) as Draft<Message>
}

/** A decoded body in the golden JSON's form; tagged fields that `golden` lacks are left out. */
export function jsonOf({ message, version }: Spoken, body: Struct, golden: Golden): Json {
  return mapStruct(message.fields, body, {
    version,
    at: '',
    onLeaf: (_field, value, at) => {
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
      if (typeof value !== 'bigint') return value
      // A rounded number can't be compared, so compare the exact text and give back what JSON.parse made of it.
      const exact = golden.unsafeInt64?.[at]
      if (exact !== undefined && exact !== String(value)) return String(value)
      return Number(value)
    },
    onStruct: (mapped, _original, at) => dropDefaults(mapped, valueAt(golden.body, at), fieldsAt(message, at)),
  }) as Json
}

/** Leaves out the tagged fields that the golden struct does not have. */
function dropDefaults(struct: Struct, golden: Json, fields: Fields): Struct {
  const kept = Object.entries(struct).filter(
    ([name]) => fields[name]?.tag === undefined || (golden !== null && name in (golden as object)),
  )
  return Object.fromEntries(kept)
}

/** The struct's fields at a JSON pointer. */
function fieldsAt(message: Message, at: string): Fields {
  return at
    .split('/')
    .slice(1)
    .filter((segment) => !/^\d+$/.test(segment))
    .reduce((fields, segment) => {
      const field = fields[segment] as Field
      return ('array' in field ? field.array : 'struct' in field ? field.struct : {}) as Fields
    }, message.fields)
}

function valueAt(json: Json, at: string): Json {
  return at
    .split('/')
    .slice(1)
    .reduce<Json>(
      (value, segment) => (value === null ? null : ((value as Record<string, Json>)[segment] ?? null)),
      json,
    )
}

/** The unknown tagged fields of a body, as the golden files list them. */
export function unknownsOf({ message, version }: Spoken, body: Struct): { at: string; tag: number; hex: string }[] {
  const found: { at: string; tag: number; hex: string }[] = []
  mapStruct(message.fields, body, {
    version,
    at: '',
    onLeaf: (_field, value) => value,
    onStruct: (mapped, original, at) => {
      for (const { tag, data } of original.unknownTaggedFields ?? []) {
        found.push({ at, tag, hex: Buffer.from(data).toString('hex') })
      }
      return mapped
    },
  })
  return found
}
