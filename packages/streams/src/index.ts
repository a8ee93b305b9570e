/** The entry point `@millrace/streams`: what a program writes topologies with. */

export type { GlobalStoreOptions } from './dsl/global-store.ts'
export type { Optimization } from './dsl/graph/optimization.ts'
export type { BranchedKStream } from './dsl/language/branched-stream.ts'
export type {
  CogroupedKStream,
  SessionWindowedCogroupedKStream,
  TimeWindowedCogroupedKStream,
} from './dsl/language/cogrouped-stream.ts'
export type { GlobalKTable } from './dsl/language/global-table.ts'
export type { KGroupedStream } from './dsl/language/grouped-stream.ts'
export type { KGroupedTable } from './dsl/language/grouped-table.ts'
export type { GlobalJoined, Joined, JoinWindows, StreamJoined } from './dsl/language/join-options.ts'
export type { KStream } from './dsl/language/stream.ts'
export type { BufferBounds, Suppression } from './dsl/language/suppression.ts'
export type { KTable } from './dsl/language/table.ts'
export type { EmitStrategy, SessionWindowedKStream, TimeWindowedKStream } from './dsl/language/windowed-stream.ts'
export { type BuildOptions, StreamsBuilder, type StreamsBuilderOptions } from './dsl/streams-builder.ts'
export { untilTimeLimit, untilWindowCloses, type WhenFull } from './dsl/suppression.ts'
export type {
  DeserializationFailure,
  FailurePlace,
  ProcessingFailure,
  ProductionFailure,
} from './failure/failure.ts'
export type { FailurePolicies } from './failure/failure-handling.ts'
export type { FailureAnswer, FailurePolicy } from './failure/failure-policy.ts'
export {
  DeserializationError,
  type DeserializationErrorCode,
  ProcessingError,
  type ProcessingErrorCode,
  ProductionError,
  type ProductionErrorCode,
} from './failure/task-error.ts'
export type { AsyncCall, AsyncFunction, AsyncOptions, Retry } from './processor/pending/async-options.ts'
export { CallTimeoutError } from './processor/pending/call-timeout-error.ts'
export type {
  FixedKeyProcessor,
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  Processor,
  ProcessorClass,
  ProcessorSupplier,
  StoreWish,
} from './processor/processor.ts'
export type {
  Cancellable,
  FixedKeyProcessorContext,
  ProcessorContext,
  PunctuationOptions,
} from './processor/processor-context.ts'
export type {
  ValueTransformer,
  ValueTransformerClass,
  ValueTransformerContext,
  ValueTransformerSupplier,
} from './processor/value-transformer.ts'
export type { FixedKeyRecord } from './record/fixed-key-record.ts'
export { type Header, type Headers, noHeaders } from './record/headers.ts'
export type { RecordContext } from './record/record-context.ts'
export { StreamRecord } from './record/stream-record.ts'
export { sameWindowed, showWindowed, type TimeWindow, type Windowed, windowed } from './record/windowed.ts'
export type { Serde } from './serde/serde.ts'
export { SerializationError, type SerializationErrorCode } from './serde/serialization-error.ts'
export type { KeyValueStore, TimestampedKeyValueStore, ValueAndTimestamp } from './store/contract/key-value-store.ts'
export type { SessionStore } from './store/contract/session-store.ts'
export type { StateStore } from './store/contract/state-store.ts'
export type { StoreDefinition } from './store/contract/store-definition.ts'
export { StoreError, type StoreErrorCode } from './store/contract/store-error.ts'
export type { KeyValueRow } from './store/contract/store-iterator.ts'
export type { VersionedStore } from './store/contract/versioned-store.ts'
export type { WindowStore } from './store/contract/window-store.ts'
export * as stores from './store/open/stores.ts'
export type { Duration, DurationText } from './time/duration.ts'
export { DurationError, type DurationErrorCode } from './time/duration-error.ts'
export { type InternalTopic, type InternalTopicOptions, internalTopicsOf } from './topology/internal-topics.ts'
export { TimestampError, type TimestampErrorCode } from './topology/timestamp-error.ts'
export {
  failOnInvalidTimestamp,
  partitionTimeOnInvalid,
  skipInvalidTimestamps,
  type TimedRecord,
  type TimestampExtractor,
  wallClockTime,
} from './topology/timestamp-extractor.ts'
export { type TargetOf, type TopicOf, topic } from './topology/topic.ts'
export { Topology } from './topology/topology.ts'
export { TopologyError, type TopologyErrorCode } from './topology/topology-error.ts'
export {
  type HoppingOptions,
  hopping,
  type SessionWindows,
  type SlidingWindows,
  session,
  sliding,
  type TimeWindows,
  tumbling,
  type UnlimitedWindows,
  unlimited,
  type WindowOptions,
} from './windows/windows.ts'
