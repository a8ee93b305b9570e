/** The entry point `@millrace/streams`: what a program writes topologies with. */

export { ConfigError, type ConfigErrorCode, type ConfigProblem } from './app/config/config-error.ts'
export { fromKafkaConfig, type KafkaConfig } from './app/config/kafka/from-kafka-config.ts'
export type { ProcessingGuarantee, StreamsConfig, TaskAssignorName } from './app/config/streams-config.ts'
export type { UncaughtErrorAnswer, UncaughtErrorPolicy } from './app/config/uncaught-error.ts'
export type { StreamsHealth, ThreadHealth } from './app/health.ts'
export type { StateListener, WaitForState } from './app/life-cycle/life-cycle.ts'
export { LifeCycleError, type LifeCycleErrorCode } from './app/life-cycle/life-cycle-error.ts'
export type { State } from './app/life-cycle/state.ts'
export { type CloseStreamsOptions, Streams } from './app/streams.ts'
export { StreamsError, type StreamsErrorCode } from './app/streams-error.ts'
export { MissingTopicsError, type MissingTopicsErrorCode } from './app/topics/missing-topics-error.ts'
export { type PreparedInternalTopics, prepareTopics } from './app/topics/prepare-topics.ts'
export { TopicSetupError, type TopicSetupErrorCode } from './app/topics/topic-setup-error.ts'
export type { GlobalStoreOptions } from './dsl/global-store.ts'
export type { Optimization, OptimizationChoice } from './dsl/graph/optimization.ts'
export type { Branched, BranchedKStream } from './dsl/language/branched-stream.ts'
export type {
  CogroupedKStream,
  SessionWindowedCogroupedKStream,
  TimeWindowedCogroupedKStream,
} from './dsl/language/cogrouped-stream.ts'
export type { GlobalKTable } from './dsl/language/global-table.ts'
export type { KGroupedStream } from './dsl/language/grouped-stream.ts'
export type { KGroupedTable } from './dsl/language/grouped-table.ts'
export type { GlobalJoined, Joined, JoinWindows, StreamJoined } from './dsl/language/join-options.ts'
export type {
  Consumed,
  ForeignKeyJoined,
  Grouped,
  Materialized,
  Named,
  Printed,
  Produced,
  Repartitioned,
  Retained,
  Serdes,
  TableJoined,
  Versioned,
  WithStores,
} from './dsl/language/options.ts'
export type { KStream } from './dsl/language/stream.ts'
export type { BufferBounds, Suppression } from './dsl/language/suppression.ts'
export type { KTable } from './dsl/language/table.ts'
export type { EmitStrategy, SessionWindowedKStream, TimeWindowedKStream } from './dsl/language/windowed-stream.ts'
export { type BuildOptions, type SerdesOf, StreamsBuilder, type StreamsBuilderOptions } from './dsl/streams-builder.ts'
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
export type { Aggregator, Initializer, Merger, Reducer } from './processor/aggregations/folds.ts'
export type { StreamJoiner } from './processor/joins/stream-join.ts'
export type { TableJoiner } from './processor/joins/table-join.ts'
export type { Predicate } from './processor/operators/filter.ts'
export type { FlatMapper, FlatValueMapper } from './processor/operators/flat-map.ts'
export type { KeySelector, KeyValueMapper } from './processor/operators/map.ts'
export type { ValueMapper } from './processor/operators/map-values.ts'
export type { Action } from './processor/operators/peek.ts'
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
  PunctuationType,
  Punctuator,
  RecordMetadata,
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
export { type RecordFields, StreamRecord } from './record/stream-record.ts'
export { sameWindowed, showWindowed, type TimeWindow, type Windowed, windowed } from './record/windowed.ts'
export type { Serde } from './serde/serde.ts'
export { SerializationError, type SerializationErrorCode } from './serde/serialization-error.ts'
export type {
  KeyBounds,
  KeyRange,
  KeyValueStore,
  ReadOnlyKeyValueStore,
  TimestampedKeyValueStore,
  ValueAndTimestamp,
} from './store/contract/key-value-store.ts'
export type { ReadOnlySessionStore, SessionRange, SessionRow, SessionStore } from './store/contract/session-store.ts'
export type { StateStore } from './store/contract/state-store.ts'
export type { StoreDefinition, StorePlace, WindowDefinition } from './store/contract/store-definition.ts'
export { StoreError, type StoreErrorCode } from './store/contract/store-error.ts'
export type { KeyValueRow, StoreIterator } from './store/contract/store-iterator.ts'
export type { StoreName } from './store/contract/store-name.ts'
export {
  putRefused,
  type ReadOnlyVersionedStore,
  type VersionedRow,
  type VersionedStore,
  validToUndefined,
} from './store/contract/versioned-store.ts'
export type {
  ReadOnlyWindowStore,
  TimeRange,
  TimestampedWindowStore,
  WindowRow,
  WindowStore,
} from './store/contract/window-store.ts'
export type { StoreOptions } from './store/open/store-options.ts'
export * as stores from './store/open/stores.ts'
export type { AskOptions, KeyValueReader } from './store/queries/key-value-reader.ts'
export type { StoreView } from './store/queries/local-stores.ts'
export type { Position } from './store/queries/position.ts'
export { QueryError, type QueryErrorCode } from './store/queries/query-error.ts'
export type { Rows } from './store/queries/rows.ts'
export type { SessionReader } from './store/queries/session-reader.ts'
export type { ReadOptions } from './store/queries/store-access.ts'
export type { StoreOf, StoreQueries } from './store/queries/store-queries.ts'
export type { VersionedReader } from './store/queries/versioned-reader.ts'
export type { WindowReader } from './store/queries/window-reader.ts'
export { RestoreError, type RestoreErrorCode } from './task/restoring/restore-error.ts'
export type { RestoreEvent, RestoreKind, RestoreListener, RestoreProgress } from './task/restoring/restore-event.ts'
export type { Duration, DurationText } from './time/duration.ts'
export { DurationError, type DurationErrorCode } from './time/duration-error.ts'
export type { TopologyDescription } from './topology/describe/description.ts'
export type { NodeDescription, SubtopologyDescription } from './topology/describe/node-description.ts'
export { type InternalTopic, type InternalTopicOptions, internalTopicsOf } from './topology/internal-topics.ts'
export type { OffsetReset } from './topology/node-plan.ts'
export type { SinkPartitioner, StreamPartitioner } from './topology/stream-partitioner.ts'
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
export type { TopicChooser } from './topology/topic-chooser.ts'
export {
  type FixedKeyProcessorOptions,
  type GlobalStoreOptions as GlobalStoreNodes,
  type ProcessorOptions,
  type SinkOptions,
  type SourceOptions,
  Topology,
} from './topology/topology.ts'
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
