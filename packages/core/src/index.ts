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
export { Admin, type AdminHealth, type AdminOptions } from './client/admin/admin.ts'
export type { BrokerDescription, ClusterDescription } from './client/admin/cluster-description.ts'
export type { ConfigChange, ConfigChanges } from './client/admin/config-changes.ts'
export type { ConfigEntry, ConfigSource, ConfigSynonym } from './client/admin/config-entry.ts'
export type {
  AlterConfigsOptions,
  ConfigMap,
  DescribeConfigsOptions,
} from './client/admin/configs.ts'
export type { CallOptions } from './client/admin/deadline.ts'
export type { GroupDescription, MemberDescription, TopicPartitions } from './client/admin/group-description.ts'
export type {
  CommittedOffset,
  ListGroupOffsetsOptions,
} from './client/admin/group-offsets.ts'
export type { GroupListing, ListGroupsOptions, MembersToRemove } from './client/admin/groups.ts'
export type { LogDirectory, ReplicaInDirectory } from './client/admin/log-directories.ts'
export type { CreatedTopic, NewTopic } from './client/admin/new-topic.ts'
export type { ListedOffset, ListOffsetsOptions, OffsetQuery, OffsetSpec } from './client/admin/offsets.ts'
export type { ProducerDescription } from './client/admin/producers.ts'
export type { DeletedRecords, RecordDeletion } from './client/admin/records.ts'
export { type Settled, SomeFailedError, settled } from './client/admin/settled.ts'
export type {
  CreateTopicsOptions,
  MorePartitions,
  PartitionDescription,
  TopicDescription,
  TopicListing,
} from './client/admin/topics.ts'
export type {
  FencedProducer,
  HangingTransaction,
  ListTransactionsOptions,
  TransactionDescription,
  TransactionListing,
} from './client/admin/transactions.ts'
export { type ClientOptions, type ClientSettings, clientSettings } from './client/client-options.ts'
export { Cluster } from './client/cluster/cluster.ts'
export type { SaslCredentials, SaslOptions } from './client/connection/sasl.ts'
export { Consumer, type IterateOptions } from './client/consumer/consumer.ts'
export type { ConsumerBatch } from './client/consumer/consumer-batch.ts'
export type { ConsumerHealth } from './client/consumer/consumer-health.ts'
export type { LookUpOptions } from './client/consumer/consumer-offsets.ts'
export type { ConsumerOptions } from './client/consumer/consumer-options.ts'
export type { ConsumerRecord, Deserializer, Deserializers } from './client/consumer/consumer-record.ts'
export type { ConsumerGroupOptions } from './client/consumer/group-partitions.ts'
export type {
  DiagnosticChannel,
  DiagnosticMessages,
  RebalanceMessage,
  RequestFacts,
  RequestMessage,
} from './client/diagnostics.ts'
export {
  AbortableError,
  AuthenticationError,
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
export { CorruptBatchError, LogTruncatedError, OffsetOutOfRangeError } from './client/fetching/fetch-errors.ts'
export type {
  FetchOptions,
  LostPosition,
  OutOfRangeAnswer,
  OutOfRangePolicy,
  Reset,
} from './client/fetching/fetch-options.ts'
export type { PartitionStart, Place, Position, Start } from './client/fetching/fetch-position.ts'
export type { FetchState } from './client/fetching/fetch-state.ts'
export type { FetchedBatch } from './client/fetching/fetched-batch.ts'
export { Fetcher, type PollOptions } from './client/fetching/fetcher.ts'
export { type AssignmentListener, partitionName, type TopicPartition } from './client/groups/assignment.ts'
export type { Assignor, MemberAssignment, MemberSubscription } from './client/groups/assignor.ts'
export { CooperativeStickyAssignor } from './client/groups/assignors/cooperative-sticky.ts'
export { RangeAssignor } from './client/groups/assignors/range.ts'
export { RoundRobinAssignor } from './client/groups/assignors/round-robin.ts'
export { StickyAssignor } from './client/groups/assignors/sticky.ts'
export { CommitFailedError } from './client/groups/commit-failed-error.ts'
export type { CommittedOffset as MemberOffset } from './client/groups/committed-offsets.ts'
export { type GroupHealth, GroupMembership, type OffsetOptions } from './client/groups/group-membership.ts'
export type { GroupOptions } from './client/groups/group-options.ts'
export type { TopicSelection } from './client/groups/subscription.ts'
export type { ClientHealth } from './client/health.ts'
export { Backoff, pause } from './client/pause.ts'
export type { PartitionWriter } from './client/producer/partition-writer.ts'
export { type Partitioner, partitionByKey, partitionOfKey, roundRobin } from './client/producer/partitioner.ts'
export { Producer } from './client/producer/producer.ts'
export type { ProducerHealth } from './client/producer/producer-health.ts'
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
export type { WaitOptions } from './client/transactions/transactions.ts'
export { type RunningBroker, type StartBrokerOptions, type StartTopic, startBroker } from './embedded.ts'
export { LockedError } from './host/disk.ts'
export { type LogFields, type Logger, plainLogger, silentLogger } from './host/logger.ts'
export { SocketError, type TlsOptions } from './host/sockets.ts'
export { ForeignDirectoryError } from './log/directory-owner.ts'
