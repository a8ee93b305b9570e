/**
 * The topics that stores are restored from: changelogs of their own, or the topic that a table is read from, where the
 * topology lets that do for both. Such a topic has what sources read: other bytes than the store would write are not in
 * it, so that the two agree.
 */
import { changelogTopic, decoratedTopic } from '../topology/internal-topic.ts'
import type { Topology } from '../topology/topology.ts'

export interface TaskChangelog {
  readonly topic: string
  /** Whether the application reads it anyway; then nothing is written to it for the store. */
  readonly isSource: boolean
}

/** By the names of the stores; those that keep no changelog are not among them. */
export function changelogsOf(
  { stores, sourceChangelogs, repartitionTopics }: Topology,
  applicationId: string,
): ReadonlyMap<string, TaskChangelog> {
  const changelogs = new Map<string, TaskChangelog>()
  for (const { name, logging } of stores.values()) {
    const source = sourceChangelogs.get(name)
    if (source !== undefined) {
      const topic = repartitionTopics.has(source) ? decoratedTopic(applicationId, source) : source
      changelogs.set(name, { topic, isSource: true })
    } else if (logging) changelogs.set(name, { topic: changelogTopic(applicationId, name), isSource: false })
  }
  return changelogs
}
