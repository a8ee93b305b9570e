/**
 * The internal topics of an application, made before it starts by someone who may create topics where the application
 * may not. The application then finds them there.
 */
import { Admin } from '@millrace/core'
import type { Topology } from '../../topology/topology.ts'
import { adminOptions } from '../config/client-options.ts'
import { resolveConfig } from '../config/resolve-config.ts'
import type { StreamsConfig } from '../config/streams-config.ts'
import { InternalTopics } from './internal-topics.ts'

export interface PreparedInternalTopics {
  /** All of them with their partitions, in the order of their names. */
  readonly topics: ReadonlyMap<string, number>
  /** Those that were not there before, in the same order. */
  readonly created: readonly string[]
}

/**
 * ```ts
 * await prepareTopics(topology(), { applicationId: 'views', brokers: ['localhost:9092'] })
 * ```
 *
 * @throws ConfigError for a configuration that will not do
 * @throws MissingTopicsError, TopologyError, TopicSetupError where the application could not start either
 */
export async function prepareTopics(
  topology: Topology,
  config: StreamsConfig,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<PreparedInternalTopics> {
  const resolved = resolveConfig(config)
  await using admin = new Admin(adminOptions(resolved))
  const internalTopics = new InternalTopics(admin, topology, resolved)
  const { counts, created } = await internalTopics.prepare(signal === undefined ? {} : { signal })
  const sorted = [...counts.internalTopics].sort(([one], [other]) => (one < other ? -1 : 1))
  return { topics: new Map(sorted), created: created.toSorted() }
}
