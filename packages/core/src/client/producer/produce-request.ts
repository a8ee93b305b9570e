/** One Produce request: batches of many partitions that one broker leads, at most one of each partition. */
import { type Api, apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import type { produceRequest, produceResponse } from '../../protocol/messages/00-produce.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import type { Exchange } from '../connection/exchange.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { PendingBatch } from './pending-batch.ts'
import type { Acks } from './record.ts'

export interface Shipment {
  readonly queue: PartitionQueue
  readonly batch: PendingBatch
  readonly bytes: Buffer
}

export interface ProduceTerms {
  readonly acks: Acks
  readonly timeoutMs: number
  readonly transactionalId: string | null
  readonly versionMax: number
  readonly view: ClusterView
}

export type PartitionAnswer = Body<typeof produceResponse>['responses'][number]['partitionResponses'][number]

type ProduceApi = Api<typeof produceRequest, typeof produceResponse>
type TopicData = Draft<typeof produceRequest>['topicData'][number]

/** From here on a request names topics by their ids. */
const FIRST_WITH_IDS = 13
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** The request of these batches. */
export function produceExchange(
  shipments: readonly Shipment[],
  terms: ProduceTerms,
): Exchange<typeof produceRequest, typeof produceResponse> {
  const { acks, timeoutMs, transactionalId, versionMax, view } = terms
  const topics = new Map<
    string,
    { name: string; topicId: string; partitionData: { index: number; records: Buffer }[] }
  >()
  for (const { queue, bytes } of shipments) {
    let topic = topics.get(queue.topic)
    if (topic === undefined) {
      topic = { name: queue.topic, topicId: idOf(view, queue.topic), partitionData: [] }
      topics.set(queue.topic, topic)
    }
    topic.partitionData.push({ index: queue.partition, records: bytes })
  }
  const data = [...topics.values()]
  const topicData: TopicData[] = data
  const [oldest, newest] = apis.produce.request.versions
  const ownMax = data.every(({ topicId }) => topicId !== NO_ID) ? newest : FIRST_WITH_IDS - 1
  return {
    api: apis.produce as ProduceApi,
    versions: [oldest, Math.min(versionMax, ownMax)],
    body: { transactionalId, acks: acks === 'all' ? -1 : acks, timeoutMs, topicData },
  }
}

/** What the answer says of each batch, by its partition; whatever it leaves out is missing. */
export function answersOf(
  answer: Body<typeof produceResponse>,
  shipments: readonly Shipment[],
  view: ClusterView,
): Map<PartitionQueue, PartitionAnswer> {
  const queues = new Map<string, PartitionQueue>()
  for (const { queue } of shipments) {
    queues.set(`${queue.topic}/${queue.partition}`, queue)
    queues.set(`${idOf(view, queue.topic)}/${queue.partition}`, queue)
  }
  const found = new Map<PartitionQueue, PartitionAnswer>()
  for (const { name, topicId, partitionResponses } of answer.responses) {
    for (const one of partitionResponses) {
      const queue = queues.get(`${name === '' ? topicId : name}/${one.index}`)
      if (queue !== undefined) found.set(queue, one)
    }
  }
  return found
}

function idOf(view: ClusterView, topic: string): string {
  return view.topics.get(topic)?.id ?? NO_ID
}
