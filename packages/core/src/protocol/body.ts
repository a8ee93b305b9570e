/**
 * The types of messages, inferred from their declarations. A `Body` is what decoding gives: every
 * field of every version is there, and one that the version lacks holds its default, so code reads
 * one shape whatever the peer speaks. A `Draft` is what encoding takes: fields that not every version
 * has, or that have a default of their own, may be left out; the others must be given.
 */
import type { ArrayField, Field, Fields, Message, Primitive, StructField } from './schema.ts'

/** A tagged field that the declaration doesn't know: a newer peer sent it, and it is handed on as it came. */
export interface UnknownTaggedField {
  readonly tag: number
  readonly data: Uint8Array
}

interface WithUnknownTaggedFields {
  /** Only there where the peer sent any. */
  unknownTaggedFields?: readonly UnknownTaggedField[]
}

/** What decoding gives for a primitive: byte fields are views of the frame, uuids are 22 characters of base64url. */
interface Decoded {
  bool: boolean
  int8: number
  int16: number
  uint16: number
  int32: number
  uint32: number
  int64: number
  bigint: bigint
  float64: number
  string: string
  uuid: string
  bytes: Buffer
  records: Buffer
}

interface Encodable extends Omit<Decoded, 'bytes' | 'records'> {
  bytes: Uint8Array
  records: Uint8Array
}

type Null<F extends Field> = F extends { readonly nullable: true } | { readonly nullableSince: number } ? null : never

type ElementOf<F extends ArrayField> = F['array']

type BodyElement<E> = E extends Primitive ? Decoded[E] : E extends Fields ? BodyStruct<E> : never

type BodyValue<F extends Field> =
  | Null<F>
  | (F extends ArrayField
      ? BodyElement<ElementOf<F>>[]
      : F extends StructField
        ? BodyStruct<F['struct']>
        : F extends { readonly type: Primitive }
          ? Decoded[F['type']]
          : never)

type BodyStruct<F extends Fields> = { -readonly [K in keyof F]: BodyValue<F[K]> } & WithUnknownTaggedFields

/** What decoding a message gives. */
export type Body<M extends Message> = BodyStruct<M['fields']>

type Optional =
  | { readonly default: unknown }
  | { readonly tag: number }
  | { readonly since: number }
  | { readonly until: number }

type OptionalName<F extends Fields> = { [K in keyof F]: F[K] extends Optional ? K : never }[keyof F]

type DraftElement<E> = E extends Primitive ? Encodable[E] : E extends Fields ? DraftStruct<E> : never

type DraftValue<F extends Field> =
  | Null<F>
  | (F extends ArrayField
      ? readonly DraftElement<ElementOf<F>>[]
      : F extends StructField
        ? DraftStruct<F['struct']>
        : F extends { readonly type: Primitive }
          ? Encodable[F['type']]
          : never)

type DraftStruct<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalName<F>>]: DraftValue<F[K]>
} & { readonly [K in OptionalName<F>]?: DraftValue<F[K]> | undefined } & Readonly<WithUnknownTaggedFields>

/** What encoding a message takes. */
export type Draft<M extends Message> = DraftStruct<M['fields']>
