/**
 * Which offset a place in a partition has: its start, its end, or the first record not older than a time. Each
 * leader is asked once for all its partitions. A partition that cannot be answered gets an error of its own, so
 * that it holds up no other.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView, PartitionView } from '../cluster/cluster-view.ts'
import { brokerError, ClientError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import type { Place } from './fetch-position.ts'

export interface OffsetQuery extends TopicPartition {
  readonly place: Place
}

export interface FoundOffset {
  /** -1 where no record is as young as the time that was asked for. */
  readonly offset: number
  /** Of the record that was found by its time; -1 otherwise. */
  readonly timestamp: number
  readonly leaderEpoch: number
}

export type Isolation = 'read_uncommitted' | 'read_committed'

const LATEST = -1
const EARLIEST = -2
const CONSUMER = -1

/** The answers by the partitions' names: an offset, or why there is none for now. Asks once. */
export async function lookUpOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  isolation: Isolation,
): Promise<Map<string, FoundOffset | ClientError>> {
  const found = new Map<string, FoundOffset | ClientError>()
  const view = await viewOf(cluster, queries)
  const byLeader = new Map<number, OffsetQuery[]>()
  for (const query of queries) {
    const leader = leaderOf(view, query)
    if (leader instanceof ClientError) found.set(partitionName(query), leader)
    else byLeader.set(leader.leaderId, [...(byLeader.get(leader.leaderId) ?? []), query])
  }
  const asked = Array.from(byLeader, async ([nodeId, ours]) => {
    try {
      await askLeader({ cluster, nodeId, queries: ours, isolation }, found)
    } catch (problem) {
      if (!(problem instanceof ClientError)) throw problem
      for (const query of ours) found.set(partitionName(query), problem)
    }
  })
  await Promise.all(asked)
  return found
}

interface LeaderQuestion {
  readonly cluster: Cluster
  readonly nodeId: number
  readonly queries: readonly OffsetQuery[]
  readonly isolation: Isolation
}

async function askLeader(question: LeaderQuestion, found: Map<string, FoundOffset | ClientError>): Promise<void> {
  const { cluster, nodeId, queries, isolation } = question
  const { view, settings } = cluster
  const byTopic = new Map<string, OffsetQuery[]>()
  for (const query of queries) byTopic.set(query.topic, [...(byTopic.get(query.topic) ?? []), query])
  const topics = Array.from(byTopic, ([name, ours]) => ({
    name,
    partitions: ours.map(({ partition, place }) => ({
      partitionIndex: partition,
      currentLeaderEpoch: view.partition(name, partition)?.leaderEpoch ?? -1,
      timestamp: timestampOf(place),
    })),
  }))
  const isolationLevel = isolation === 'read_committed' ? 1 : 0
  const body = { replicaId: CONSUMER, isolationLevel, topics, timeoutMs: settings.requestTimeoutMs }
  const link = cluster.link(nodeId)
  const answer = await link.ask({ api: apis.listOffsets, body, versions: [2, 11] })
  for (const { name, partitions } of answer.topics) {
    for (const { partitionIndex, errorCode, offset, timestamp, leaderEpoch } of partitions) {
      const subject = partitionName({ topic: name, partition: partitionIndex })
      const place = { broker: link.name, api: apis.listOffsets.name, subject }
      const isFine = errorCode === errors.NONE.code
      found.set(subject, isFine ? { offset, timestamp, leaderEpoch } : brokerError(errorCode, { place }))
    }
  }
}

/** A view that knows all the topics; one that came earlier may do. */
async function viewOf(cluster: Cluster, queries: readonly OffsetQuery[]): Promise<ClusterView> {
  cluster.use(queries.map(({ topic }) => topic))
  const isKnown = queries.every((query) => !(leaderOf(cluster.view, query) instanceof ClientError))
  return isKnown ? cluster.view : await cluster.refresh()
}

function leaderOf(view: ClusterView, { topic, partition }: TopicPartition): PartitionView | ClientError {
  const known = view.partition(topic, partition)
  if (known !== undefined && view.brokers.has(known.leaderId)) return known
  const place = { subject: partitionName({ topic, partition }) }
  const problem = view.problems.get(topic)
  if (problem !== undefined) return brokerError(errors[problem].code, { place })
  const error = known === undefined ? errors.UNKNOWN_TOPIC_OR_PARTITION : errors.LEADER_NOT_AVAILABLE
  return brokerError(error.code, { place })
}

function timestampOf(place: Place): number {
  if (place === 'earliest') return EARLIEST
  return place === 'latest' ? LATEST : place.timestampMs
}

/** Whether the leader that was asked is not, or no longer, the one to ask. */
export function isAboutLeaders(problem: ClientError): boolean {
  return STALE.has(problem.code) || problem.code === 'NOT_CONNECTED' || problem.code === 'TIMED_OUT'
}

const STALE: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
  'OFFSET_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
])
