/**
 * TxnOffsetCommit: a producer commits a group's offsets in its transaction; they count when it is committed.
 * The transaction must have the group's partition of `__consumer_offsets` in it; from version 5 on that
 * happens by itself.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { txnOffsetCommitRequest, txnOffsetCommitResponse } from '../../protocol/messages/28-txn-offset-commit.ts'
import type { BrokerParts } from '../broker-parts.ts'
import type { OffsetToCommit } from '../groups/offset-keeper.ts'
import type { CommitOutcome } from '../groups/offset-service.ts'
import { PartitionErrors } from '../groups/partition-errors.ts'
import { NO_TOPIC_ID } from '../groups/stored-records.ts'
import { handler } from '../handler.ts'
import { CONSUMER_OFFSETS } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'

/** The first version whose clients know TRANSACTION_ABORTABLE. */
const FIRST_WITH_ABORTABLE = 4
/** The first version in which the group's partition joins the transaction by itself. */
const FIRST_WITH_ADDING = 5

type Request = Body<typeof txnOffsetCommitRequest>

export const txnOffsetCommit = handler(apis.txnOffsetCommit, ({ version, body }, parts) => {
  const answer = new PartitionErrors()
  const offsets = sift(body, parts.topics, answer)
  if (offsets.length === 0) return shape(answer)
  const outcome = commit(version, { body, offsets }, parts)
  const tell = (errors: readonly ErrorName[]) => {
    for (const [at, { topic, partition }] of offsets.entries()) {
      answer.note({ name: topic, topicId: NO_TOPIC_ID }, partition, told(errors[at] ?? 'NONE', version))
    }
    return shape(answer)
  }
  return outcome instanceof Promise ? outcome.then(tell) : tell(outcome)
})

function commit(
  version: number,
  { body, offsets }: { body: Request; offsets: readonly OffsetToCommit[] },
  { groups, transactions }: BrokerParts,
): CommitOutcome {
  const { groupId, transactionalId, producerId, producerEpoch } = body
  const { memberId, groupInstanceId: instanceId, generationId: generation } = body
  const refuse = (error: ErrorName) => offsets.map(() => error)
  if (groupId === '') return refuse('INVALID_GROUP_ID')
  if (!groups.offsets.hasRoomFor(groupId)) return refuse('NOT_COORDINATOR')
  const partition = { topic: CONSUMER_OFFSETS, partition: groups.partitionOf(groupId) }
  const mayAdd = version >= FIRST_WITH_ADDING
  const error = transactions.admit({ transactionalId, producerId, producerEpoch, partition, mayAdd })
  if (error !== 'NONE') return refuse(error)
  const producer = { producerId, producerEpoch }
  return groups.offsets.commit({ groupId, memberId, instanceId, generation, offsets, retentionMs: null, producer })
}

/** The partitions that exist; the others get their error. */
function sift(body: Request, topics: Topics, answer: PartitionErrors): OffsetToCommit[] {
  const known: OffsetToCommit[] = []
  for (const { name, partitions } of body.topics) {
    const found = topics.get(name)
    for (const { partitionIndex: partition, committedOffset: offset, ...rest } of partitions) {
      const { committedLeaderEpoch: leaderEpoch, committedMetadata: metadata } = rest
      if (found?.partitions[partition] === undefined) {
        answer.note({ name, topicId: NO_TOPIC_ID }, partition, 'UNKNOWN_TOPIC_OR_PARTITION')
      } else known.push({ topic: name, topicId: null, partition, offset, leaderEpoch, metadata })
    }
  }
  return known
}

/** Producers know no group that is not there, only generations that are over. */
function told(error: ErrorName, version: number): ErrorName {
  if (error === 'TRANSACTION_ABORTABLE' && version < FIRST_WITH_ABORTABLE) return 'INVALID_TXN_STATE'
  return error === 'GROUP_ID_NOT_FOUND' ? 'ILLEGAL_GENERATION' : error
}

function shape({ topics }: PartitionErrors): Draft<typeof txnOffsetCommitResponse> {
  return { throttleTimeMs: 0, topics: topics.map(({ name, partitions }) => ({ name, partitions })) }
}
