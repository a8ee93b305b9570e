/**
 * What a serde is: how values of one type become the bytes of a record's key or value, and back.
 * Null is "no value" in Kafka, in both directions and for every type, as it is for Java's serializers.
 * It is dealt with here, once: a null never reaches a serde, and a serde never answers with one.
 */
/**
 * Turns values of one type into bytes and back. The bytes are those of Java's serializer of the same name.
 * `serialize` and `deserialize` are all that a serde needs; the rest saves what they cost, or is for keys.
 */
export interface Serde<T> {
  /** @throws SerializationError when the value is not one that these bytes can say */
  serialize(value: T): Buffer
  /** @throws SerializationError when the bytes are not those of such a value */
  deserialize(bytes: Buffer): T
  /** The value as it goes into a batch, for whoever copies it at once. Without it, `serialize` is called. */
  encode?(value: T): Encoded
  /**
   * The value of the bytes from `start` to `end`, which spares the view of them that `deserialize` would need.
   * The value may hold on to `bytes` only where the serde says so. Without it, `deserialize` is called.
   */
  decode?(bytes: Buffer, start: number, end: number): T
  /**
   * Of a key's bytes, those that choose its partition. Where it is missing all of them do; windowed keys have it,
   * because the windows of one key belong together.
   */
  partitionBytes?(bytes: Buffer): Buffer
}

/**
 * The half of a serde that writes. A function and no method, so that the types are held strictly: what writes any
 * order may write paid ones, and not the other way round.
 */
export interface Serializer<T> {
  readonly serialize: (value: T) => Buffer
}

/**
 * A value as it is written: text, which goes out as UTF-8, or bytes. The bytes may be the serde's own memory: they
 * are good until the serde has encoded two more values, so that key and value may come from one serde.
 */
export type Encoded = Uint8Array | string

export type Encoder<T> = (value: T) => Encoded
export type Decoder<T> = (bytes: Buffer, start: number, end: number) => T

/** How a serde writes into a batch, whether it has a way of its own or not. */
export function encoderOf<T>(serde: Serde<T>): Encoder<T> {
  return serde.encode === undefined ? (value) => serde.serialize(value) : serde.encode.bind(serde)
}

/** How a serde reads out of a batch, whether it has a way of its own or not. */
export function decoderOf<T>(serde: Serde<T>): Decoder<T> {
  if (serde.decode !== undefined) return serde.decode.bind(serde)
  return (bytes, start, end) => serde.deserialize(within(bytes, start, end))
}

function within(bytes: Buffer, start: number, end: number): Buffer {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end)
}

/** The bytes of a value that may be missing: null stays null. */
export function serializeNullable<T>(serde: Serde<T>, value: T | null): Buffer | null {
  return value === null ? null : serde.serialize(value)
}

/** The value of bytes that may be missing: null stays null. */
export function deserializeNullable<T>(serde: Serde<T>, bytes: Buffer | null): T | null {
  return bytes === null ? null : serde.deserialize(bytes)
}
