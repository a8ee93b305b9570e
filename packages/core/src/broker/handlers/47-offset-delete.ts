/** OffsetDelete: a group forgets where it stands in some partitions, unless its members read them. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { PartitionErrors } from '../groups/partition-errors.ts'
import { NO_TOPIC_ID } from '../groups/stored-records.ts'
import { handler } from '../handler.ts'

export const offsetDelete = handler(apis.offsetDelete, ({ body }, { groups, topics }) => {
  const { groupId } = body
  const answer = new PartitionErrors()
  const places = body.topics.flatMap(({ name: topic, partitions }) => {
    return partitions.map(({ partitionIndex: partition }) => ({ groupId, topic, partition }))
  })
  const isThere = ({ topic, partition }: (typeof places)[number]) => topics.partition(topic, partition) !== undefined
  const known = places.filter(isThere)
  const results = groups.offsets.delete(groupId, known)
  if (typeof results === 'string') return { errorCode: errors[results].code, throttleTimeMs: 0, topics: [] }
  for (const place of places) {
    if (!isThere(place)) answer.note(nameOf(place), place.partition, 'UNKNOWN_TOPIC_OR_PARTITION')
  }
  for (const [at, place] of known.entries()) answer.note(nameOf(place), place.partition, results[at] ?? 'NONE')
  const told = answer.topics.map(({ name, partitions }) => ({ name, partitions }))
  return { errorCode: errors.NONE.code, throttleTimeMs: 0, topics: told }
})

function nameOf({ topic }: { topic: string }) {
  return { name: topic, topicId: NO_TOPIC_ID }
}
