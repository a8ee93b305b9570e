/**
 * Partitions for members that keep what they had: each keeps what nobody has a newer claim to, what is free goes
 * to whoever has least, and from those who have too much something moves to those who have too little, until
 * nobody could take a partition from another that has two more. The result is as even as subscriptions allow, but
 * for exchanges by way of a third member, which Java's assignors leave out as well.
 */
import { partitionName, type TopicPartition } from '../assignment.ts'
import { compareMembers, comparePartitions, type MemberSubscription } from '../assignor.ts'
import { partitionsOf } from './partition-counts.ts'

/** What a member says that it had, and in which generation it got it. */
export interface Claim {
  readonly partitions: readonly TopicPartition[]
  readonly generation: number
}

interface Load {
  readonly memberId: string
  readonly topics: ReadonlySet<string>
  /** Partitions by topic; a topic with none is missing. */
  readonly byTopic: Map<string, TopicPartition[]>
  size: number
}

export function balance(
  members: readonly MemberSubscription[],
  claims: ReadonlyMap<string, Claim>,
  counts: ReadonlyMap<string, number>,
): Map<string, TopicPartition[]> {
  const loads = members.toSorted(compareMembers).map(({ memberId, topics }): Load => {
    return { memberId, topics: new Set(topics), byTopic: new Map(), size: 0 }
  })
  const owners = ownersOf(claims, counts)
  const byId = new Map(loads.map((load) => [load.memberId, load]))
  const free: TopicPartition[] = []
  for (const [topic, count] of counts) {
    for (const partition of partitionsOf(topic, count)) {
      const owner = byId.get(owners.get(partitionName(partition)) ?? '')
      if (owner?.topics.has(topic)) give(owner, partition)
      else free.push(partition)
    }
  }
  for (const partition of free) {
    const taker = least(loads.filter((load) => load.topics.has(partition.topic)))
    if (taker !== undefined) give(taker, partition)
  }
  even(loads)
  return new Map(loads.map(({ memberId, byTopic }) => [memberId, [...byTopic.values()].flat().sort(comparePartitions)]))
}

/** Whose each partition was: the newest claim counts, and of two equal ones neither. */
function ownersOf(claims: ReadonlyMap<string, Claim>, counts: ReadonlyMap<string, number>): Map<string, string> {
  const best = new Map<string, { memberId: string; generation: number }>()
  for (const [memberId, { partitions, generation }] of claims) {
    for (const one of partitions) {
      if (one.partition >= (counts.get(one.topic) ?? 0)) continue
      const name = partitionName(one)
      const found = best.get(name)
      if (found === undefined || found.generation < generation) best.set(name, { memberId, generation })
      else if (found.generation === generation) best.set(name, { memberId: '', generation })
    }
  }
  return new Map(Array.from(best, ([name, { memberId }]) => [name, memberId]))
}

function give(load: Load, partition: TopicPartition): void {
  const known = load.byTopic.get(partition.topic)
  if (known === undefined) load.byTopic.set(partition.topic, [partition])
  else known.push(partition)
  load.size += 1
}

function least(loads: readonly Load[]): Load | undefined {
  return loads.reduce<Load | undefined>(
    (best, load) => (best === undefined || load.size < best.size ? load : best),
    undefined,
  )
}

/** Each move makes the squares of the sizes fewer, so this comes to an end. */
function even(loads: readonly Load[]): void {
  let hasMoved = true
  while (hasMoved) {
    hasMoved = false
    for (const from of loads.toSorted((one, other) => other.size - one.size)) {
      while (moveOne(from, loads)) hasMoved = true
    }
  }
}

/** Moves a partition to whoever has least of those who have two fewer and want its topic. */
function moveOne(from: Load, loads: readonly Load[]): boolean {
  const to = least(loads.filter((load) => load.size <= from.size - 2 && sharedTopic(from, load) !== undefined))
  const topic = to === undefined ? undefined : sharedTopic(from, to)
  const partition = topic === undefined ? undefined : from.byTopic.get(topic)?.pop()
  if (to === undefined || partition === undefined) return false
  from.size -= 1
  give(to, partition)
  return true
}

/** The topic of which `from` has most among those that `to` wants. */
function sharedTopic(from: Load, to: Load): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [topic, { length }] of from.byTopic) {
    if (length <= most || !to.topics.has(topic)) continue
    best = topic
    most = length
  }
  return best
}
