/** The entry point `@millrace/streams/serde`: what turns the values of a topology into bytes and back. */
export { json } from './serde/json.ts'
export { list } from './serde/list.ts'
export { bigLong, double, float, integer, long, short } from './serde/number.ts'
export { boolean, buffer, nothing } from './serde/plain.ts'
export { deserializeNullable, type Serde, serializeNullable } from './serde/serde.ts'
export { SerializationError, type SerializationErrorCode } from './serde/serialization-error.ts'
export { string, uuid } from './serde/text.ts'
export { sessionWindowed, type TimeWindowedOptions, timeWindowed, type WindowedSerde } from './serde/windowed.ts'
