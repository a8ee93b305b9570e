/**
 * The repartition topics that an application has already, whose numbers of partitions it does not say itself: an
 * earlier run has made them, or a Java twin, which may have come to another number that is as good.
 */
import { type Admin, type CallOptions, settled } from '@millrace/core'
import { decoratedTopic } from '../../topology/internal-topic.ts'
import type { Topology } from '../../topology/topology.ts'

/** How many partitions each has, by its full name; what cannot be described now will be told when it is set up. */
export async function countRepartitionTopics(
  admin: Admin,
  topology: Topology,
  options: CallOptions & { readonly applicationId: string },
): Promise<ReadonlyMap<string, number>> {
  const { applicationId, ...call } = options
  const free = [...topology.repartitionTopics.values()].filter(({ partitions }) => partitions === null)
  if (free.length === 0) return new Map()
  const names = free.map(({ name }) => decoratedTopic(applicationId, name))
  const { values } = await settled(admin.topics.describe(names, call))
  return new Map(Array.from(values, ([name, { partitions }]) => [name, partitions.length]))
}
