/**
 * AddOffsetsToTxn: the partition of `__consumer_offsets` that keeps a group's offsets becomes part of a
 * producer's transaction, so that the transaction's end decides about offsets that are committed in it.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import { CONSUMER_OFFSETS, partitionOfName } from '../internal-topics.ts'

const FIRST_WITH_PRODUCER_FENCED = 2

export const addOffsetsToTxn = handler(
  apis.addOffsetsToTxn,
  async ({ version, body }, { internalTopics, transactions }) => {
    const { groupId, ...claim } = body
    const { partitions: places } = await internalTopics.ensure(CONSUMER_OFFSETS)
    const partitions = [{ topic: CONSUMER_OFFSETS, partition: partitionOfName(groupId, places.length) }]
    const error = await transactions.add({ ...claim, partitions, version: 0 })
    const told = version < FIRST_WITH_PRODUCER_FENCED && error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error
    return { throttleTimeMs: 0, errorCode: errors[told].code }
  },
)
