/**
 * The part of an answer that says for each partition of each topic what became of it. Errors come first,
 * then what went through, and each topic stands where its first partition was noted, as in Apache Kafka's
 * answers.
 */
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { NO_TOPIC_ID } from './stored-records.ts'

/** How the request names a topic. */
export interface TopicName {
  readonly name: string
  readonly topicId: string
}

interface TopicErrors extends TopicName {
  readonly partitions: { readonly partitionIndex: number; readonly errorCode: number }[]
}

export class PartitionErrors {
  readonly #topics = new Map<string, TopicErrors>()

  /** The topics in the shape that the answers have. */
  get topics(): TopicErrors[] {
    return [...this.#topics.values()]
  }

  note({ name, topicId }: TopicName, partitionIndex: number, error: ErrorName): void {
    const key = topicId === NO_TOPIC_ID ? name : topicId
    const topic = this.#topics.get(key) ?? { name, topicId, partitions: [] }
    topic.partitions.push({ partitionIndex, errorCode: errors[error].code })
    this.#topics.set(key, topic)
  }
}
