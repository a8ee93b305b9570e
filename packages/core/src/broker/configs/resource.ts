/**
 * What has settings that can be looked up and changed: a topic, this broker, all brokers of the cluster. Kafka
 * has others; those are refused, and so is a topic or a broker that is not there.
 */
import type { BrokerParts } from '../broker-parts.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { faultOfTopicName } from '../topics/topic-name.ts'
import type { Topic } from '../topics/topics.ts'

/** Kafka's numbers of the kinds. */
const resources = { topic: 2, broker: 4, brokerLogger: 8, clientMetrics: 16, group: 32 } as const

const unserved = new Map<number, string>([
  [resources.clientMetrics, 'client metrics'],
  [resources.group, 'groups'],
])

export type Resource =
  | { readonly kind: 'topic'; readonly topic: Topic }
  | { readonly kind: 'broker'; readonly name: string }
  | { readonly kind: 'all-brokers' }
  | { readonly kind: 'loggers' }

export interface NamedResource {
  readonly resourceType: number
  readonly resourceName: string
}

export function findResource(
  { resourceType, resourceName: name }: NamedResource,
  parts: BrokerParts,
): Resource | Refusal {
  if (resourceType === resources.topic) return findTopic(name, parts)
  if (resourceType === resources.broker && name === '') return { kind: 'all-brokers' }
  if (resourceType === resources.broker || resourceType === resources.brokerLogger) {
    const { nodeId } = parts.node
    if (name !== String(nodeId)) return refusal('INVALID_REQUEST', `expected broker ${nodeId}, found '${name}'`)
    return resourceType === resources.broker ? { kind: 'broker', name } : { kind: 'loggers' }
  }
  const what = unserved.get(resourceType)
  if (what !== undefined) return refusal('INVALID_REQUEST', `the settings of ${what} are not served by this broker`)
  return refusal('INVALID_REQUEST', `expected a kind of resource, found ${resourceType}`)
}

function findTopic(name: string, { topics }: BrokerParts): Resource | Refusal {
  const fault = name === '' ? null : faultOfTopicName(name)
  if (name === '') return refusal('INVALID_REQUEST', 'expected the name of a topic, found an empty one')
  if (fault !== null) return refusal('INVALID_TOPIC_EXCEPTION', fault)
  const topic = topics.get(name)
  return topic === undefined
    ? refusal('UNKNOWN_TOPIC_OR_PARTITION', `expected the name of a topic, found ${name}`)
    : { kind: 'topic', topic }
}
