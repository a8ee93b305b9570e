/** The topics that an application reads, as the cluster has them: how many partitions each has. */
import { type Admin, Backoff, type CallOptions, pause, settled } from '@millrace/core'
import type { Clock, Random } from '@millrace/core/host'
import type { Topology } from '../../topology/topology.ts'
import { MissingTopicsError } from './missing-topics-error.ts'
import { notReadyInTime, throwRefusals } from './topic-refusals.ts'

export interface CountOptions extends CallOptions {
  readonly clock: Clock
  readonly random: Random
  readonly timeoutMs: number
}

/**
 * So often it is looked whether a topic is there: that makes 1.5 s, in which every broker has heard of one that was just
 * created.
 */
const ATTEMPTS = 5
const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 1_000

/**
 * Counts the partitions of the topics that the topology names, global ones included, and of those that its patterns
 * match. Repartition topics, which the application makes itself, are not among them.
 *
 * @throws MissingTopicsError that names all topics that are not there, TopicSetupError where the brokers refuse
 */
export async function countSourceTopics(
  admin: Admin,
  topology: Topology,
  { clock, random, ...call }: CountOptions,
): Promise<ReadonlyMap<string, number>> {
  const named = namedTopics(topology)
  const backoff = new Backoff({ firstMs: BACKOFF_FIRST_MS, maxMs: BACKOFF_MAX_MS, random })
  for (let attempt = 1; ; attempt += 1) {
    const counts = await countThere(admin, [...named, ...(await matchedTopics(admin, topology, call))], call)
    const missing = named.filter((topic) => !counts.has(topic))
    if (missing.length === 0) return counts
    if (attempt === ATTEMPTS) throw MissingTopicsError.ofSources(missing)
    await pause(clock, backoff.nextMs(), call.signal)
  }
}

/** Those that are there, which what a pattern has matched need not be any more. */
async function countThere(
  admin: Admin,
  topics: readonly string[],
  call: CallOptions & { readonly timeoutMs: number },
): Promise<ReadonlyMap<string, number>> {
  const { values, errors } = await settled(admin.topics.describe(new Set(topics), call))
  const problems = [...errors].filter(([, { code }]) => code !== 'UNKNOWN_TOPIC_OR_PARTITION')
  throwRefusals('describe', new Map(problems.filter(([, { retriable }]) => !retriable)))
  // The call has tried again by itself, until its time was over.
  const names = problems.map(([name]) => name)
  if (names.length > 0) throw notReadyInTime(names, { timeoutMs: call.timeoutMs, reasons: new Map(problems) })
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
