/** What the parts of a foreign-key join are called: after the join, or by generated names, which are Java's. */
import type { Graph } from './graph.ts'

export interface ForeignKeyNames {
  readonly registrationTopic: string
  readonly sender: string
  readonly registrationSink: string
  readonly registrationSource: string
  readonly store: string
  readonly receiver: string
  readonly answerer: string
  readonly foreignTable: string
  readonly responseTopic: string
  readonly responseSink: string
  readonly responseSource: string
  readonly resolver: string
  readonly result: string
}

/** How the generated names of all begin that passes between the sides. */
export const subscriptionPrefix = 'KTABLE-FK-JOIN-SUBSCRIPTION-'

const registration = 'KTABLE-FK-JOIN-SUBSCRIPTION-REGISTRATION-'
const processor = 'KTABLE-FK-JOIN-SUBSCRIPTION-PROCESSOR-'
const response = 'KTABLE-FK-JOIN-SUBSCRIPTION-RESPONSE-'
const resolver = 'KTABLE-FK-JOIN-SUBSCRIPTION-RESPONSE-RESOLVER-PROCESSOR-'
const sink = 'KTABLE-SINK-'
const source = 'KTABLE-SOURCE-'
const topicSuffix = '-topic'

export const resultPrefix = 'KTABLE-FK-JOIN-OUTPUT-'

/** Takes their numbers, in the order in which Java takes them. */
export function foreignKeyNames(graph: Graph, given: string | undefined): ForeignKeyNames {
  const name = (suffix: string, prefix: string) => graph.suffixedNameOr(given, { suffix, prefix })
  return {
    registrationTopic: name('-subscription-registration', registration) + topicSuffix,
    sender: name('-subscription-registration-processor', registration),
    registrationSink: name('-subscription-registration-sink', sink),
    registrationSource: name('-subscription-registration-source', source),
    store: name('-subscription-store', 'KTABLE-FK-JOIN-SUBSCRIPTION-STATE-STORE-'),
    receiver: name('-subscription-receive', processor),
    answerer: name('-subscription-join-foreign', processor),
    foreignTable: name('-foreign-join-subscription', processor),
    responseTopic: name('-subscription-response', response) + topicSuffix,
    responseSink: name('-subscription-response-sink', sink),
    responseSource: name('-subscription-response-source', source),
    resolver: name('-subscription-response-resolver', resolver),
    result: name('-result', resultPrefix),
  }
}
