/**
 * The answer to a fetch as it grows: what is told of each partition, under its topic. A reader that took an
 * older epoch for the leader's is told who leads now, and where that is (KIP-951).
 */
import type { Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { Node } from '../node.ts'
import type { FetchPartition, FetchTopic } from './fetch-partition.ts'
import type { PartitionAnswer } from './look.ts'

export type FetchAnswer = Draft<typeof fetchResponse>
type TopicAnswer = FetchAnswer['responses'][number]

const FIRST_WITH_LEADERS = 16
const LEADER_ERRORS = new Set([errors.FENCED_LEADER_EPOCH.code, errors.NOT_LEADER_OR_FOLLOWER.code])

export class FetchAnswerBuilder {
  readonly #options: { readonly version: number; readonly node: Node }
  readonly #responses: TopicAnswer[] = []
  #topic: FetchTopic | null = null
  #partitions: PartitionAnswer[] = []
  #namesLeader = false

  constructor(options: { version: number; node: Node }) {
    this.#options = options
  }

  add(partition: FetchPartition, answer: PartitionAnswer): void {
    const { topic } = partition
    if (topic !== this.#topic) {
      this.#topic = topic
      this.#partitions = []
      this.#responses.push({ topic: topic.name, topicId: topic.id ?? undefined, partitions: this.#partitions })
    }
    this.#partitions.push(answer)
    if (LEADER_ERRORS.has(answer.errorCode)) this.#nameLeader(partition, answer)
  }

  build(sessionId: number): FetchAnswer {
    const { nodeId, host, port, rack } = this.#options.node
    const nodeEndpoints = this.#namesLeader ? [{ nodeId, host, port, rack }] : []
    return { throttleTimeMs: 0, errorCode: 0, sessionId, responses: this.#responses, nodeEndpoints }
  }

  #nameLeader({ partition }: FetchPartition, answer: PartitionAnswer): void {
    if (this.#options.version < FIRST_WITH_LEADERS || partition === null) return
    answer.currentLeader = { leaderId: this.#options.node.nodeId, leaderEpoch: partition.leaderEpoch }
    this.#namesLeader = true
  }
}
