/**
 * The table of APIs: each request with its response, by name and by key. Whoever needs to know what
 * is spoken here, from the frame decoder to the answer to ApiVersions, reads it from this table.
 */
import { produceRequest, produceResponse } from './messages/00-produce.ts'
import { fetchRequest, fetchResponse } from './messages/01-fetch.ts'
import { listOffsetsRequest, listOffsetsResponse } from './messages/02-list-offsets.ts'
import { metadataRequest, metadataResponse } from './messages/03-metadata.ts'
import { offsetCommitRequest, offsetCommitResponse } from './messages/08-offset-commit.ts'
import { offsetFetchRequest, offsetFetchResponse } from './messages/09-offset-fetch.ts'
import { findCoordinatorRequest, findCoordinatorResponse } from './messages/10-find-coordinator.ts'
import { joinGroupRequest, joinGroupResponse } from './messages/11-join-group.ts'
import { heartbeatRequest, heartbeatResponse } from './messages/12-heartbeat.ts'
import { leaveGroupRequest, leaveGroupResponse } from './messages/13-leave-group.ts'
import { syncGroupRequest, syncGroupResponse } from './messages/14-sync-group.ts'
import { describeGroupsRequest, describeGroupsResponse } from './messages/15-describe-groups.ts'
import { listGroupsRequest, listGroupsResponse } from './messages/16-list-groups.ts'
import { saslHandshakeRequest, saslHandshakeResponse } from './messages/17-sasl-handshake.ts'
import { apiVersionsRequest, apiVersionsResponse } from './messages/18-api-versions.ts'
import { createTopicsRequest, createTopicsResponse } from './messages/19-create-topics.ts'
import { deleteTopicsRequest, deleteTopicsResponse } from './messages/20-delete-topics.ts'
import { deleteRecordsRequest, deleteRecordsResponse } from './messages/21-delete-records.ts'
import { initProducerIdRequest, initProducerIdResponse } from './messages/22-init-producer-id.ts'
import { offsetForLeaderEpochRequest, offsetForLeaderEpochResponse } from './messages/23-offset-for-leader-epoch.ts'
import { addPartitionsToTxnRequest, addPartitionsToTxnResponse } from './messages/24-add-partitions-to-txn.ts'
import { addOffsetsToTxnRequest, addOffsetsToTxnResponse } from './messages/25-add-offsets-to-txn.ts'
import { endTxnRequest, endTxnResponse } from './messages/26-end-txn.ts'
import { writeTxnMarkersRequest, writeTxnMarkersResponse } from './messages/27-write-txn-markers.ts'
import { txnOffsetCommitRequest, txnOffsetCommitResponse } from './messages/28-txn-offset-commit.ts'
import { describeAclsRequest, describeAclsResponse } from './messages/29-describe-acls.ts'
import { createAclsRequest, createAclsResponse } from './messages/30-create-acls.ts'
import { deleteAclsRequest, deleteAclsResponse } from './messages/31-delete-acls.ts'
import { describeConfigsRequest, describeConfigsResponse } from './messages/32-describe-configs.ts'
import { alterConfigsRequest, alterConfigsResponse } from './messages/33-alter-configs.ts'
import { alterReplicaLogDirsRequest, alterReplicaLogDirsResponse } from './messages/34-alter-replica-log-dirs.ts'
import { describeLogDirsRequest, describeLogDirsResponse } from './messages/35-describe-log-dirs.ts'
import { saslAuthenticateRequest, saslAuthenticateResponse } from './messages/36-sasl-authenticate.ts'
import { createPartitionsRequest, createPartitionsResponse } from './messages/37-create-partitions.ts'
import { deleteGroupsRequest, deleteGroupsResponse } from './messages/42-delete-groups.ts'
import { electLeadersRequest, electLeadersResponse } from './messages/43-elect-leaders.ts'
import {
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from './messages/44-incremental-alter-configs.ts'
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from './messages/45-alter-partition-reassignments.ts'
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from './messages/46-list-partition-reassignments.ts'
import { offsetDeleteRequest, offsetDeleteResponse } from './messages/47-offset-delete.ts'
import { describeClientQuotasRequest, describeClientQuotasResponse } from './messages/48-describe-client-quotas.ts'
import { alterClientQuotasRequest, alterClientQuotasResponse } from './messages/49-alter-client-quotas.ts'
import {
  describeUserScramCredentialsRequest,
  describeUserScramCredentialsResponse,
} from './messages/50-describe-user-scram-credentials.ts'
import {
  alterUserScramCredentialsRequest,
  alterUserScramCredentialsResponse,
} from './messages/51-alter-user-scram-credentials.ts'
import { describeClusterRequest, describeClusterResponse } from './messages/60-describe-cluster.ts'
import { describeProducersRequest, describeProducersResponse } from './messages/61-describe-producers.ts'
import { unregisterBrokerRequest, unregisterBrokerResponse } from './messages/64-unregister-broker.ts'
import { describeTransactionsRequest, describeTransactionsResponse } from './messages/65-describe-transactions.ts'
import { listTransactionsRequest, listTransactionsResponse } from './messages/66-list-transactions.ts'
import {
  consumerGroupHeartbeatRequest,
  consumerGroupHeartbeatResponse,
} from './messages/68-consumer-group-heartbeat.ts'
import { consumerGroupDescribeRequest, consumerGroupDescribeResponse } from './messages/69-consumer-group-describe.ts'
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from './messages/75-describe-topic-partitions.ts'
import { streamsGroupHeartbeatRequest, streamsGroupHeartbeatResponse } from './messages/88-streams-group-heartbeat.ts'
import { streamsGroupDescribeRequest, streamsGroupDescribeResponse } from './messages/89-streams-group-describe.ts'
import type { Message } from './schema.ts'

/** A request and the response that answers it; both go by the same key and versions. */
export interface Api<Request extends Message = Message, Response extends Message = Message> {
  /** The protocol guide's name, for example `Produce`. */
  readonly name: string
  readonly key: number
  readonly request: Request
  readonly response: Response
}

type Keyed = Message & { readonly key: number }

function api<Request extends Keyed, Response extends Keyed>(
  request: Request,
  response: Response,
): Api<Request, Response> {
  return { name: request.name.replace(/Request$/, ''), key: request.key, request, response }
}

export const apis = {
  produce: api(produceRequest, produceResponse),
  fetch: api(fetchRequest, fetchResponse),
  listOffsets: api(listOffsetsRequest, listOffsetsResponse),
  metadata: api(metadataRequest, metadataResponse),
  offsetCommit: api(offsetCommitRequest, offsetCommitResponse),
  offsetFetch: api(offsetFetchRequest, offsetFetchResponse),
  findCoordinator: api(findCoordinatorRequest, findCoordinatorResponse),
  joinGroup: api(joinGroupRequest, joinGroupResponse),
  heartbeat: api(heartbeatRequest, heartbeatResponse),
  leaveGroup: api(leaveGroupRequest, leaveGroupResponse),
  syncGroup: api(syncGroupRequest, syncGroupResponse),
  describeGroups: api(describeGroupsRequest, describeGroupsResponse),
  listGroups: api(listGroupsRequest, listGroupsResponse),
  saslHandshake: api(saslHandshakeRequest, saslHandshakeResponse),
  apiVersions: api(apiVersionsRequest, apiVersionsResponse),
  createTopics: api(createTopicsRequest, createTopicsResponse),
  deleteTopics: api(deleteTopicsRequest, deleteTopicsResponse),
  deleteRecords: api(deleteRecordsRequest, deleteRecordsResponse),
  initProducerId: api(initProducerIdRequest, initProducerIdResponse),
  offsetForLeaderEpoch: api(offsetForLeaderEpochRequest, offsetForLeaderEpochResponse),
  addPartitionsToTxn: api(addPartitionsToTxnRequest, addPartitionsToTxnResponse),
  addOffsetsToTxn: api(addOffsetsToTxnRequest, addOffsetsToTxnResponse),
  endTxn: api(endTxnRequest, endTxnResponse),
  writeTxnMarkers: api(writeTxnMarkersRequest, writeTxnMarkersResponse),
  txnOffsetCommit: api(txnOffsetCommitRequest, txnOffsetCommitResponse),
  describeAcls: api(describeAclsRequest, describeAclsResponse),
  createAcls: api(createAclsRequest, createAclsResponse),
  deleteAcls: api(deleteAclsRequest, deleteAclsResponse),
  describeConfigs: api(describeConfigsRequest, describeConfigsResponse),
  alterConfigs: api(alterConfigsRequest, alterConfigsResponse),
  alterReplicaLogDirs: api(alterReplicaLogDirsRequest, alterReplicaLogDirsResponse),
  describeLogDirs: api(describeLogDirsRequest, describeLogDirsResponse),
  saslAuthenticate: api(saslAuthenticateRequest, saslAuthenticateResponse),
  createPartitions: api(createPartitionsRequest, createPartitionsResponse),
  deleteGroups: api(deleteGroupsRequest, deleteGroupsResponse),
  electLeaders: api(electLeadersRequest, electLeadersResponse),
  incrementalAlterConfigs: api(incrementalAlterConfigsRequest, incrementalAlterConfigsResponse),
  alterPartitionReassignments: api(alterPartitionReassignmentsRequest, alterPartitionReassignmentsResponse),
  listPartitionReassignments: api(listPartitionReassignmentsRequest, listPartitionReassignmentsResponse),
  offsetDelete: api(offsetDeleteRequest, offsetDeleteResponse),
  describeClientQuotas: api(describeClientQuotasRequest, describeClientQuotasResponse),
  alterClientQuotas: api(alterClientQuotasRequest, alterClientQuotasResponse),
  describeUserScramCredentials: api(describeUserScramCredentialsRequest, describeUserScramCredentialsResponse),
  alterUserScramCredentials: api(alterUserScramCredentialsRequest, alterUserScramCredentialsResponse),
  describeCluster: api(describeClusterRequest, describeClusterResponse),
  describeProducers: api(describeProducersRequest, describeProducersResponse),
  unregisterBroker: api(unregisterBrokerRequest, unregisterBrokerResponse),
  describeTransactions: api(describeTransactionsRequest, describeTransactionsResponse),
  listTransactions: api(listTransactionsRequest, listTransactionsResponse),
  consumerGroupHeartbeat: api(consumerGroupHeartbeatRequest, consumerGroupHeartbeatResponse),
  consumerGroupDescribe: api(consumerGroupDescribeRequest, consumerGroupDescribeResponse),
  describeTopicPartitions: api(describeTopicPartitionsRequest, describeTopicPartitionsResponse),
  streamsGroupHeartbeat: api(streamsGroupHeartbeatRequest, streamsGroupHeartbeatResponse),
  streamsGroupDescribe: api(streamsGroupDescribeRequest, streamsGroupDescribeResponse),
} as const

const byKey = new Map<number, Api>(Object.values(apis).map((one) => [one.key, one]))

/** The API of a key, or nothing where the key is not spoken here. */
export function apiByKey(key: number): Api | undefined {
  return byKey.get(key)
}
