/**
 * The entry point `@millrace/core`: a broker to start within a program, and clients. Record batches are in
 * `./records`, the wire protocol in `./protocol`; what every user of either meets is here.
 */
export type { BrokerConfig } from './broker/broker-config.ts'
export {
  BrokerConfigError,
  brokerSettingNames,
  type GivenSettings,
} from './broker/configs/given-settings.ts'
export { TopicRefusedError } from './broker/topics/topic-rules.ts'
export { DecodeError, type DecodeErrorCode, EncodeError, type EncodeErrorCode } from './bytes/errors.ts'
export type { ClientOptions } from './client/client-options.ts'
export {
  AbortableError,
  BrokerError,
  BufferFullError,
  ClientError,
  ClosedError,
  ConnectionError,
  FatalError,
  FencedError,
  TimeoutError,
  UnsupportedError,
  UsageError,
} from './client/errors.ts'
export type { PartitionWriter } from './client/producer/partition-writer.ts'
export { type Partitioner, partitionByKey, partitionOfKey, roundRobin } from './client/producer/partitioner.ts'
export { Producer } from './client/producer/producer.ts'
export type { ProducerOptions } from './client/producer/producer-options.ts'
export type {
  Acks,
  BatchListener,
  Delivered,
  ProducerRecord,
  RecordField,
  RecordMetadata,
} from './client/producer/record.ts'
export type { GroupMetadata, OffsetToCommit } from './client/transactions/group-offsets.ts'
export { type RunningBroker, type StartBrokerOptions, type StartTopic, startBroker } from './embedded.ts'
export { LockedError } from './host/disk.ts'
export { type LogFields, type Logger, plainLogger, silentLogger } from './host/logger.ts'
export { SocketError } from './host/sockets.ts'
export { ForeignDirectoryError } from './log/directory-owner.ts'
