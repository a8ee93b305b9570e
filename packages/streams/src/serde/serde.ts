/**
 * What a serde is: how values of one type become the bytes of a record's key or value, and back.
 * Null is "no value" in Kafka, in both directions and for every type, as it is for Java's serializers.
 * It is dealt with here, once: a null never reaches a serde, and a serde never answers with one.
 */
/** Turns values of one type into bytes and back. The bytes are those of Java's serializer of the same name. */
export interface Serde<T> {
  /** @throws SerializationError when the value is not one that these bytes can say */
  serialize(value: T): Buffer
  /** @throws SerializationError when the bytes are not those of such a value */
  deserialize(bytes: Buffer): T
  /**
   * Of a key's bytes, those that choose its partition. Where it is missing all of them do; windowed keys have it,
   * because the windows of one key belong together.
   */
  partitionBytes?(bytes: Buffer): Buffer
}

/** The bytes of a value that may be missing: null stays null. */
export function serializeNullable<T>(serde: Serde<T>, value: T | null): Buffer | null {
  return value === null ? null : serde.serialize(value)
}

/** The value of bytes that may be missing: null stays null. */
export function deserializeNullable<T>(serde: Serde<T>, bytes: Buffer | null): T | null {
  return bytes === null ? null : serde.deserialize(bytes)
}
