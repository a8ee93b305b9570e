/** The entry point `@millrace/streams`. Until there are topologies to build, it offers what serdes are made of. */
export type { Serde } from './serde/serde.ts'
export { SerializationError, type SerializationErrorCode } from './serde/serialization-error.ts'
export type { Duration, DurationText } from './time/duration.ts'
export { DurationError, type DurationErrorCode } from './time/duration-error.ts'
