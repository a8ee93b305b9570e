/** The topics that an application reads, as the cluster has them: how many partitions each has. */
import { type Admin, type CallOptions, settled } from '@millrace/core'
import type { Topology } from '../../topology/topology.ts'
import { MissingTopicsError } from './missing-topics-error.ts'
import { throwRefusals } from './topic-refusals.ts'

/**
 * Counts the partitions of the topics that the topology names, global ones included, and of those that its patterns
 * match. Repartition topics, which the application makes itself, are not among them.
 *
 * @throws MissingTopicsError that names all topics that are not there, TopicSetupError where the brokers refuse
 */
export async function countSourceTopics(
  admin: Admin,
  topology: Topology,
  call: CallOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const named = namedTopics(topology)
  const matched = await matchedTopics(admin, topology, call)
  const { values, errors } = await settled(admin.topics.describe(new Set([...named, ...matched]), call))
  const isMissing = ([, { code }]: readonly [string, { code: string }]) => code === 'UNKNOWN_TOPIC_OR_PARTITION'
  throwRefusals('describe', new Map([...errors].filter((one) => !isMissing(one))))
  // What a pattern has matched may have been deleted since.
  const missing = named.filter((topic) => errors.has(topic))
  if (missing.length > 0) throw MissingTopicsError.ofSources(missing)
  return new Map(Array.from(values, ([name, { partitions }]) => [name, partitions.length]))
}

function namedTopics(topology: Topology): readonly string[] {
  const topics = [...topology.nodes.values()].flatMap((node) => (node.kind === 'source' ? node.topics : []))
  return [...new Set(topics)].filter((topic) => !topology.repartitionTopics.has(topic))
}

async function matchedTopics(admin: Admin, topology: Topology, call: CallOptions): Promise<readonly string[]> {
  const patterns = [...topology.nodes.values()].flatMap((node) =>
    node.kind === 'source' && node.pattern !== null ? [node.pattern] : [],
  )
  if (patterns.length === 0) return []
  const wholes = patterns.map((one) => new RegExp(`^(?:${one.source})$`, one.flags.replace(/[gy]/g, '')))
  const topics = await admin.topics.list(call)
  return [...topics.keys()].filter((topic) => wholes.some((whole) => whole.test(topic)))
}
