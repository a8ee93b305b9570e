/**
 * What a task is made of, by its id and the partitions that it was given: its nodes, the topics that its sources read,
 * its stores and where each keeps its changes. Plain data, from the topology alone.
 */
import type { TopicPartition } from '@millrace/core'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { OffsetReset, SourcePlan } from '../../topology/node-plan.ts'
import type { Topology } from '../../topology/topology.ts'
import { type TaskId, taskIdParts } from '../assignment/task-id.ts'
import { type ChangelogTopic, TopicNames } from '../topics/topic-names.ts'

export interface TaskParts {
  readonly id: TaskId
  readonly partition: number
  readonly partitions: readonly TopicPartition[]
  readonly nodes: readonly string[]
  readonly stores: readonly StoreDefinition[]
  readonly changelogs: readonly ChangelogTopic[]
  /** The topics of a source of which the task has a partition. */
  topicsOf(source: SourcePlan): readonly string[]
  /** What the source of a topic says of where reading begins; null for what the application says. */
  resetOf(topic: string): OffsetReset | null
  /** Topics that are written to and known by name, but for changelogs. */
  readonly sinkTopics: readonly string[]
}

export interface TaskWish {
  readonly id: TaskId
  readonly partitions: readonly TopicPartition[]
}

export function taskParts(topology: Topology, { id, partitions }: TaskWish, applicationId: string): TaskParts {
  const { subtopology, partition } = taskIdParts(id)
  const nodes = topology.groups[subtopology]
  if (nodes === undefined) throw new RangeError(`task ${id}: expected one of ${topology.groups.length} sub-topologies`)
  const topics = new Set(partitions.map(({ topic }) => topic))
  const names = new TopicNames(topology, { applicationId, clusterTopics: topics })
  const plans = nodes.flatMap((node) => topology.nodes.get(node) ?? [])
  const storeNames = new Set(plans.flatMap((plan) => (plan.kind === 'processor' ? [...plan.stores] : [])))
  const sources = plans.filter((plan) => plan.kind === 'source')
  const topicsOf = (source: SourcePlan) => names.ofSource(source).filter((topic) => topics.has(topic))
  return {
    id,
    partition,
    partitions,
    nodes,
    stores: [...storeNames].flatMap((store) => topology.stores.get(store) ?? []),
    changelogs: [...storeNames].flatMap((store) => names.ofChangelog(store)),
    topicsOf,
    resetOf: (topic) => sources.find((source) => topicsOf(source).includes(topic))?.offsetReset ?? null,
    sinkTopics: plans.flatMap((plan) =>
      plan.kind === 'sink' && typeof plan.topic === 'string' ? [names.inFull(plan.topic)] : [],
    ),
  }
}
