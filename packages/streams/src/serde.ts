/** The entry point `@millrace/streams/serde`: what turns the values of a topology into bytes and back. */
export type { TimeWindow, Windowed } from './record/windowed.ts'
export { json } from './serde/json.ts'
export { list } from './serde/list.ts'
export { bigLong, double, float, integer, long, short } from './serde/number.ts'
export { boolean, buffer, nothing } from './serde/plain.ts'
export {
  type Decoder,
  decoderOf,
  deserializeNullable,
  type Encoded,
  type Encoder,
  encoderOf,
  type Serde,
  serializeNullable,
} from './serde/serde.ts'
export { SerializationError, type SerializationErrorCode } from './serde/serialization-error.ts'
export type { SchemaIssue, StandardSchema } from './serde/standard-schema.ts'
export { string, uuid } from './serde/text.ts'
export { sessionWindowed, type TimeWindowedOptions, timeWindowed, type WindowedSerde } from './serde/windowed.ts'
