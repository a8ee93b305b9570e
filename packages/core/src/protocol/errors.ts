/**
 * The errors that a response can carry: one row each, with its number, its name, whether the same request
 * may go through later, and what it means. Inside a broker an error is a row of this table and a value in
 * a response; a client makes an exception of it.
 */

const rows = [
  [-1, 'UNKNOWN_SERVER_ERROR', 'final', 'the broker failed in a way that has no number'],
  [0, 'NONE', 'final', 'no error'],
  [1, 'OFFSET_OUT_OF_RANGE', 'final', 'the log does not have the offset any more, or not yet'],
  [2, 'CORRUPT_MESSAGE', 'retriable', 'the checksum of the batch does not match, or it is no batch'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION', 'retriable', 'the broker does not know the topic or partition, perhaps not yet'],
  [4, 'INVALID_FETCH_SIZE', 'final', 'the fetch asks for a size that cannot be'],
  [5, 'LEADER_NOT_AVAILABLE', 'retriable', 'the partition has no leader at the moment'],
  [6, 'NOT_LEADER_OR_FOLLOWER', 'retriable', 'the broker does not lead the partition; the metadata is out of date'],
  [7, 'REQUEST_TIMED_OUT', 'retriable', 'the broker could not do it in the time that the request gave'],
  [8, 'BROKER_NOT_AVAILABLE', 'final', 'the broker that would have to do it is not there'],
  [9, 'REPLICA_NOT_AVAILABLE', 'retriable', 'a replica of the partition is not there; clients may take no notice'],
  [10, 'MESSAGE_TOO_LARGE', 'final', 'the batch is larger than the topic allows'],
  [11, 'STALE_CONTROLLER_EPOCH', 'final', 'the controller that asks has been replaced'],
  [12, 'OFFSET_METADATA_TOO_LARGE', 'final', 'the text committed beside an offset is too long'],
  [13, 'NETWORK_EXCEPTION', 'retriable', 'the connection was lost before the answer came'],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS', 'retriable', 'the coordinator is still reading its state'],
  [15, 'COORDINATOR_NOT_AVAILABLE', 'retriable', 'the coordinator is not there, or not yet'],
  [16, 'NOT_COORDINATOR', 'retriable', 'another broker coordinates the group or the transaction'],
  [17, 'INVALID_TOPIC_EXCEPTION', 'final', 'the name is none for a topic, or the topic is not for this'],
  [18, 'RECORD_LIST_TOO_LARGE', 'final', 'the batch is larger than a segment'],
  [19, 'NOT_ENOUGH_REPLICAS', 'retriable', 'too few replicas are in sync to take the batch'],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'retriable', 'the batch was written, but to fewer replicas than required'],
  [21, 'INVALID_REQUIRED_ACKS', 'final', 'acks is neither 0, 1 nor -1'],
  [22, 'ILLEGAL_GENERATION', 'final', 'the group has gone on to another generation'],
  [23, 'INCONSISTENT_GROUP_PROTOCOL', 'final', 'the member shares no assignor with the others, or is of another kind'],
  [24, 'INVALID_GROUP_ID', 'final', 'the group id is empty or none'],
  [25, 'UNKNOWN_MEMBER_ID', 'final', 'the group does not know the member; it has to join again'],
  [26, 'INVALID_SESSION_TIMEOUT', 'final', 'the session timeout is outside of what the broker allows'],
  [27, 'REBALANCE_IN_PROGRESS', 'final', 'the group is rebalancing; the member has to join again'],
  [28, 'INVALID_COMMIT_OFFSET_SIZE', 'final', 'the offsets to commit do not fit into a record'],
  [29, 'TOPIC_AUTHORIZATION_FAILED', 'final', 'the client may not do this with the topic'],
  [30, 'GROUP_AUTHORIZATION_FAILED', 'final', 'the client may not do this with the group'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', 'final', 'the client may not do this in the cluster'],
  [32, 'INVALID_TIMESTAMP', 'final', 'a timestamp is outside of what the topic allows'],
  [33, 'UNSUPPORTED_SASL_MECHANISM', 'final', 'the broker does not offer the login mechanism'],
  [34, 'ILLEGAL_SASL_STATE', 'final', 'the request does not belong at this point of a login'],
  [35, 'UNSUPPORTED_VERSION', 'final', 'the broker does not speak the version'],
  [36, 'TOPIC_ALREADY_EXISTS', 'final', 'there is a topic of that name'],
  [37, 'INVALID_PARTITIONS', 'final', 'the number of partitions cannot be'],
  [38, 'INVALID_REPLICATION_FACTOR', 'final', 'the number of replicas cannot be, or there are too few brokers'],
  [39, 'INVALID_REPLICA_ASSIGNMENT', 'final', 'the replicas cannot be placed as asked'],
  [40, 'INVALID_CONFIG', 'final', 'a setting has a value that it cannot have'],
  [41, 'NOT_CONTROLLER', 'retriable', 'another node is the controller'],
  [42, 'INVALID_REQUEST', 'final', 'the request contradicts itself, or asks for what its version lacks'],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT', 'final', 'the batch is of a format that cannot do this'],
  [44, 'POLICY_VIOLATION', 'final', 'a policy of the cluster forbids it'],
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'final', "a producer's batch is missing before this one"],
  [46, 'DUPLICATE_SEQUENCE_NUMBER', 'final', 'the batch was written before'],
  [47, 'INVALID_PRODUCER_EPOCH', 'final', 'another producer has taken the place of this one'],
  [48, 'INVALID_TXN_STATE', 'final', 'the transaction is not in a state for this'],
  [49, 'INVALID_PRODUCER_ID_MAPPING', 'final', 'the producer id is not that of the transactional id'],
  [50, 'INVALID_TRANSACTION_TIMEOUT', 'final', 'the timeout is longer than the broker allows'],
  [51, 'CONCURRENT_TRANSACTIONS', 'retriable', 'the last transaction of the producer is still being ended'],
  [52, 'TRANSACTION_COORDINATOR_FENCED', 'final', 'the coordinator that asks has been replaced'],
  [53, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'final', 'the client may not use the transactional id'],
  [54, 'SECURITY_DISABLED', 'final', 'the cluster has no security to configure'],
  [55, 'OPERATION_NOT_ATTEMPTED', 'final', 'something before it failed, so this was not tried'],
  [56, 'KAFKA_STORAGE_ERROR', 'retriable', "the broker's disk failed; another replica may have it"],
  [57, 'LOG_DIR_NOT_FOUND', 'final', 'the broker has no such data directory'],
  [58, 'SASL_AUTHENTICATION_FAILED', 'final', 'the login was refused'],
  [59, 'UNKNOWN_PRODUCER_ID', 'final', 'nothing is known of the producer; its records are all gone'],
  [60, 'REASSIGNMENT_IN_PROGRESS', 'final', 'the partition is being moved'],
  [61, 'DELEGATION_TOKEN_AUTH_DISABLED', 'final', 'the cluster has no delegation tokens'],
  [62, 'DELEGATION_TOKEN_NOT_FOUND', 'final', 'there is no such delegation token'],
  [63, 'DELEGATION_TOKEN_OWNER_MISMATCH', 'final', "the delegation token is somebody else's"],
  [64, 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED', 'final', 'the connection is not one on which tokens are given'],
  [65, 'DELEGATION_TOKEN_AUTHORIZATION_FAILED', 'final', 'the client may not do this with the token'],
  [66, 'DELEGATION_TOKEN_EXPIRED', 'final', 'the delegation token has expired'],
  [67, 'INVALID_PRINCIPAL_TYPE', 'final', 'the kind of principal is not known'],
  [68, 'NON_EMPTY_GROUP', 'final', 'the group has members'],
  [69, 'GROUP_ID_NOT_FOUND', 'final', 'there is no such group'],
  [70, 'FETCH_SESSION_ID_NOT_FOUND', 'retriable', 'the broker has forgotten the fetch session'],
  [71, 'INVALID_FETCH_SESSION_EPOCH', 'retriable', 'the fetch is not the next one of its session'],
  [72, 'LISTENER_NOT_FOUND', 'retriable', 'the leader cannot be reached on this listener'],
  [73, 'TOPIC_DELETION_DISABLED', 'final', 'the cluster deletes no topics'],
  [74, 'FENCED_LEADER_EPOCH', 'retriable', 'the leader epoch is an old one'],
  [75, 'UNKNOWN_LEADER_EPOCH', 'retriable', 'the leader epoch is newer than what the broker knows'],
  [76, 'UNSUPPORTED_COMPRESSION_TYPE', 'final', 'the version cannot carry the compression'],
  [77, 'STALE_BROKER_EPOCH', 'final', 'the broker has registered anew since'],
  [78, 'OFFSET_NOT_AVAILABLE', 'retriable', 'a new leader does not know the high watermark yet'],
  [79, 'MEMBER_ID_REQUIRED', 'final', 'the member has to join again with the id that it is given'],
  [80, 'PREFERRED_LEADER_NOT_AVAILABLE', 'retriable', 'the preferred leader is not there'],
  [81, 'GROUP_MAX_SIZE_REACHED', 'final', 'the group is full'],
  [82, 'FENCED_INSTANCE_ID', 'final', 'another member has taken the instance id'],
  [83, 'ELIGIBLE_LEADERS_NOT_AVAILABLE', 'retriable', 'no replica that may lead is there'],
  [84, 'ELECTION_NOT_NEEDED', 'retriable', 'the partition has the leader that it should have'],
  [85, 'NO_REASSIGNMENT_IN_PROGRESS', 'final', 'the partition is not being moved'],
  [86, 'GROUP_SUBSCRIBED_TO_TOPIC', 'final', 'members of the group read the topic'],
  [87, 'INVALID_RECORD', 'final', 'a record is not one that the topic takes'],
  [88, 'UNSTABLE_OFFSET_COMMIT', 'retriable', 'an offset is part of a transaction that is still open'],
  [89, 'THROTTLING_QUOTA_EXCEEDED', 'retriable', 'the client has used up its quota for now'],
  [90, 'PRODUCER_FENCED', 'final', 'another producer has taken the transactional id'],
  [91, 'RESOURCE_NOT_FOUND', 'final', 'there is no such thing'],
  [92, 'DUPLICATE_RESOURCE', 'final', 'the request names a thing twice'],
  [93, 'UNACCEPTABLE_CREDENTIAL', 'final', 'the credential does not meet the requirements'],
  [94, 'INCONSISTENT_VOTER_SET', 'final', 'a node counts other voters than the quorum does'],
  [95, 'INVALID_UPDATE_VERSION', 'final', 'the version is not the next one'],
  [96, 'FEATURE_UPDATE_FAILED', 'final', 'the feature could not be set to the level'],
  [97, 'PRINCIPAL_DESERIALIZATION_FAILURE', 'final', 'a forwarded request does not say who asks'],
  [98, 'SNAPSHOT_NOT_FOUND', 'final', 'there is no such metadata snapshot'],
  [99, 'POSITION_OUT_OF_RANGE', 'final', 'the metadata snapshot has no such position'],
  [100, 'UNKNOWN_TOPIC_ID', 'retriable', 'the broker does not know the topic id, perhaps not yet'],
  [101, 'DUPLICATE_BROKER_REGISTRATION', 'final', 'another broker with the id is there'],
  [102, 'BROKER_ID_NOT_REGISTERED', 'final', 'no broker has registered with the id'],
  [103, 'INCONSISTENT_TOPIC_ID', 'retriable', 'the log is of another topic of the same name'],
  [104, 'INCONSISTENT_CLUSTER_ID', 'final', 'the request is meant for another cluster'],
  [105, 'TRANSACTIONAL_ID_NOT_FOUND', 'final', 'nothing is known of the transactional id'],
  [106, 'FETCH_SESSION_TOPIC_ID_ERROR', 'retriable', 'the fetch session mixes topic names and ids'],
  [107, 'INELIGIBLE_REPLICA', 'final', 'the replica may not join those in sync'],
  [108, 'NEW_LEADER_ELECTED', 'final', 'the change has led to another leader'],
  [109, 'OFFSET_MOVED_TO_TIERED_STORAGE', 'final', 'the offset lies in tiered storage by now'],
  [110, 'FENCED_MEMBER_EPOCH', 'final', 'the group has given up on the member; it has to join anew'],
  [111, 'UNRELEASED_INSTANCE_ID', 'final', 'another member still has the instance id'],
  [112, 'UNSUPPORTED_ASSIGNOR', 'final', 'the broker does not have the assignor'],
  [113, 'STALE_MEMBER_EPOCH', 'final', 'the member has to take up its new epoch first'],
  [114, 'MISMATCHED_ENDPOINT_TYPE', 'final', 'the request went to a controller instead of a broker, or the other way'],
  [115, 'UNSUPPORTED_ENDPOINT_TYPE', 'final', 'the kind of endpoint is not known here'],
  [116, 'UNKNOWN_CONTROLLER_ID', 'final', 'there is no controller with the id'],
  [117, 'UNKNOWN_SUBSCRIPTION_ID', 'final', 'the metrics that were asked for have changed'],
  [118, 'TELEMETRY_TOO_LARGE', 'final', 'the client sent more metrics than the broker takes'],
  [119, 'INVALID_REGISTRATION', 'final', 'the controller refused the registration'],
  [120, 'TRANSACTION_ABORTABLE', 'final', 'the transaction has to be aborted; the producer may go on with the next'],
  [121, 'INVALID_RECORD_STATE', 'final', 'a shared record is not one that can be acknowledged'],
  [122, 'SHARE_SESSION_NOT_FOUND', 'retriable', 'the broker has forgotten the share session'],
  [123, 'INVALID_SHARE_SESSION_EPOCH', 'retriable', 'the request is not the next one of its share session'],
  [124, 'FENCED_STATE_EPOCH', 'final', 'the state epoch of the share group is an old one'],
  [125, 'INVALID_VOTER_KEY', 'final', "the voter's key is not that of the node"],
  [126, 'DUPLICATE_VOTER', 'final', 'the voter is one already'],
  [127, 'VOTER_NOT_FOUND', 'final', 'there is no such voter'],
  [128, 'INVALID_REGULAR_EXPRESSION', 'final', 'the pattern of topics cannot be read'],
  [129, 'REBOOTSTRAP_REQUIRED', 'final', 'the client has to start over with its list of brokers'],
  [130, 'STREAMS_INVALID_TOPOLOGY', 'final', 'the topology of the streams application cannot be run'],
  [131, 'STREAMS_INVALID_TOPOLOGY_EPOCH', 'final', 'the topology is not the one that the group runs'],
  [132, 'STREAMS_TOPOLOGY_FENCED', 'final', 'the group runs a newer topology'],
  [133, 'SHARE_SESSION_LIMIT_REACHED', 'retriable', 'the broker holds as many share sessions as it may'],
] as const

/** The protocol's name of an error, for example `NOT_COORDINATOR`. */
export type ErrorName = (typeof rows)[number][1]

export interface ProtocolError {
  readonly code: number
  readonly name: ErrorName
  /** Whether the same request, sent again, may go through. */
  readonly retriable: boolean
  readonly meaning: string
}

const table: readonly ProtocolError[] = rows.map(([code, name, remedy, meaning]) => ({
  code,
  name,
  retriable: remedy === 'retriable',
  meaning,
}))

/** Every error by its name. */
export const errors = Object.fromEntries(table.map((error) => [error.name, error])) as Readonly<
  Record<ErrorName, ProtocolError>
>

const byCode = new Map(table.map((error) => [error.code, error]))

/** The error of a number; one that is not known here counts as the broker's own failure, as in Java. */
export function errorByCode(code: number): ProtocolError {
  return byCode.get(code) ?? errors.UNKNOWN_SERVER_ERROR
}
