/**
 * How a group settles on one of the assignors that its members offer, and which topics the members read. Each
 * member votes for the first of its assignors that all others have too; most votes win, and the earlier
 * voter where there are as many.
 */
import { DecodeError } from '../../bytes/errors.ts'
import { Reader } from '../../bytes/reader.ts'
import { codec } from '../../protocol/codec.ts'
import { consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import type { Member } from './member.ts'

/** The protocol type of groups of consumers, whose metadata the broker may look into. */
export const CONSUMER = 'consumer'

/** The int16 before a subscription. */
const VERSION_BYTES = 2

/** The name of the protocol that the members settle on; undefined where they have none in common. */
export function chooseProtocol(members: readonly Member[]): string | undefined {
  const common = commonProtocols(members)
  const votes = new Map<string, number>()
  for (const { terms } of members) {
    const choice = terms.protocols.find(({ name }) => common.has(name))
    if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1)
  }
  const [first] = [...votes].sort(([, one], [, other]) => other - one)
  return first?.[0]
}

/** The topics that the members read; null where a member does not say it in the way of consumers. */
export function subscribedTopics(members: Iterable<Member>, protocolName: string): ReadonlySet<string> | null {
  const topics = new Set<string>()
  try {
    for (const member of members) for (const topic of subscription(member.metadata(protocolName))) topics.add(topic)
  } catch (problem) {
    if (problem instanceof DecodeError) return null
    throw problem
  }
  return topics
}

/** All versions begin with what version 0 has, so that newer members can be read as well. */
function subscription(metadata: Buffer): readonly string[] {
  const reader = new Reader(metadata.subarray(VERSION_BYTES))
  return codec(consumerProtocolSubscription, 0).read(reader).topics
}

function commonProtocols(members: readonly Member[]): Set<string> {
  const counts = new Map<string, number>()
  for (const { terms } of members) {
    for (const { name } of terms.protocols) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count === members.length).map(([name]) => name))
}
