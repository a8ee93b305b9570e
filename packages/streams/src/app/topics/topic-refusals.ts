/** What brokers say of topics that they will not show or make, as errors that name all of them. */
import type { ClientError } from '@millrace/core'
import { TopicSetupError } from './topic-setup-error.ts'
import type { WantedTopic } from './wanted-topic.ts'

const unauthorizedCodes: ReadonlySet<string> = new Set(['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'])

export type Action = 'describe' | 'create'

/** @throws TopicSetupError where there is a refusal */
export function throwRefusals(action: Action, refusals: ReadonlyMap<string, ClientError>): void {
  const unauthorized = [...refusals].filter(([, { code }]) => unauthorizedCodes.has(code))
  if (unauthorized.length > 0) throw notAuthorized(action, new Map(unauthorized))
  if (refusals.size > 0) throw creationRefused(action, refusals)
}

function notAuthorized(action: Action, refusals: ReadonlyMap<string, ClientError>): TopicSetupError {
  const topics = [...refusals.keys()]
  const message =
    `topics ${topics.join(', ')}: expected to be allowed to ${action} them, found ${told(refusals)}. ` +
    "Allow the application's principal to describe what it reads and writes, and to create, describe, read, write and " +
    'delete topics with the prefix of its id'
  return new TopicSetupError({ code: 'NOT_AUTHORIZED', topics, message, cause: firstOf(refusals) })
}

function creationRefused(action: Action, refusals: ReadonlyMap<string, ClientError>): TopicSetupError {
  const topics = [...refusals.keys()]
  const message = `topics ${topics.join(', ')}: expected the cluster to ${action} them, found ${told(refusals)}`
  return new TopicSetupError({ code: 'CREATION_REFUSED', topics, message, cause: firstOf(refusals) })
}

/** @param counts how many partitions each of the topics has */
export function wrongPartitionCounts(
  wanted: readonly WantedTopic[],
  counts: ReadonlyMap<string, number>,
): TopicSetupError {
  const topics = wanted.map(({ name }) => name)
  const each = wanted.map(({ name, partitions }) => {
    return `${name}: expected ${partitions} partitions, found ${counts.get(name)}`
  })
  const message =
    `internal topics do not suit the topics that the application reads: ${each.join('; ')}. Give those the partitions ` +
    'back that they had, or reset the application, so that its internal topics are made anew'
  return new TopicSetupError({ code: 'WRONG_PARTITION_COUNT', topics, message })
}

/** @param reasons why each of the topics was not ready when it was last looked at */
export function notReadyInTime(
  topics: readonly string[],
  { timeoutMs, reasons }: { timeoutMs: number; reasons: ReadonlyMap<string, ClientError> },
): TopicSetupError {
  const message =
    `topics ${topics.join(', ')}: expected the cluster to have them ready within ${timeoutMs} ms, ` +
    `found at last ${told(reasons)}. This may pass where brokers are starting or topics being deleted`
  return new TopicSetupError({ code: 'NOT_READY_IN_TIME', topics, message, cause: firstOf(reasons) })
}

function told(problems: ReadonlyMap<string, ClientError>): string {
  return [...new Set([...problems.values()].map(({ message }) => message))].join('; ')
}

function firstOf(problems: ReadonlyMap<string, ClientError>): ClientError | undefined {
  const [first] = problems.values()
  return first
}
