/** What a consumer can be told: what to read, from where, and how. */
import type { ClientOptions } from '../client-options.ts'
import { UsageError } from '../errors.ts'
import type { FetchOptions } from '../fetching/fetch-options.ts'
import type { PartitionStart, Start } from '../fetching/fetch-position.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import type { TopicSelection } from '../groups/subscription.ts'
import type { Deserializer, Deserializers } from './consumer-record.ts'
import type { ConsumerGroupOptions } from './group-partitions.ts'

export interface ConsumerOptions<Key = Buffer | null, Value = Buffer | null> extends ClientOptions, FetchOptions {
  /**
   * Topics to read, by name, or all whose whole name fits a pattern: all their partitions, or with a group those that
   * it gives to this member. An empty list: none before `subscribe` or `assign` says so.
   */
  readonly topics?: TopicSelection
  /** Partitions to read, each perhaps from a start of its own. Not with a group. */
  readonly assign?: readonly (TopicPartition & { readonly from?: Start })[]
  /** The group to be a member of, by its id or with more to say. */
  readonly group?: string | ConsumerGroupOptions
  /** Where reading begins, in a group where nothing was committed. Default: latest. */
  readonly from?: Start
  /** What makes keys and values of bytes. Default: they stay bytes. */
  readonly deserializers?: Partial<Deserializers<Key, Value>>
}

/** What is to be read, with all that was left out. */
export interface Reading {
  readonly topics: TopicSelection
  readonly partitions: readonly PartitionStart[]
  readonly group: ConsumerGroupOptions | null
  readonly from: Start
  readonly fetch: FetchOptions
}

/** @throws UsageError for options that contradict each other. */
export function readingOf(options: ConsumerOptions<unknown, unknown>): Reading {
  const { topics, assign, group, from = 'latest', onOutOfRange, rackId } = options
  if ((topics === undefined) === (assign === undefined)) throw new UsageError("expected either 'topics' or 'assign'")
  if (group !== undefined && topics === undefined) {
    throw new UsageError("a member of a group names 'topics', not 'assign'")
  }
  const policy = onOutOfRange ?? (from === 'earliest' ? from : 'latest')
  return {
    topics: topics ?? [],
    partitions: (assign ?? []).map((one) => ({ topic: one.topic, partition: one.partition, from: one.from ?? from })),
    group:
      group === undefined
        ? null
        : { rack: rackId ?? null, ...(typeof group === 'string' ? { groupId: group } : group) },
    from,
    fetch: { ...options, onOutOfRange: policy },
  }
}

const asBytes: Deserializer<Buffer | null> = (bytes) => bytes

export function deserializersOf<Key, Value>(options: ConsumerOptions<Key, Value>): Deserializers<Key, Value> {
  const { key = asBytes as Deserializer<never>, value = asBytes as Deserializer<never> } = options.deserializers ?? {}
  return { key, value }
}
