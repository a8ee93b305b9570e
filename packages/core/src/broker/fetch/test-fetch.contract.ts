/** Fetch requests for tests, with little said. */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import type { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { TestBroker, TestClient } from '../test-broker.contract.ts'
import { valuesOf } from '../test-records.contract.ts'

export interface WantedForTest {
  readonly topic?: string
  readonly topicId?: string | undefined
  readonly partition?: number
  readonly offset?: number
  readonly maxBytes?: number
  readonly currentLeaderEpoch?: number
  readonly lastFetchedEpoch?: number
}

export interface FetchForTest {
  readonly version?: number
  readonly client?: TestClient
  readonly maxWaitMs?: number
  readonly minBytes?: number
  readonly maxBytes?: number
  readonly committed?: boolean
  readonly session?: readonly [id: number, epoch: number]
  readonly partitions?: readonly WantedForTest[]
  readonly forgotten?: readonly number[]
  readonly replicaId?: number
}

/** The request's body: by default the first partition of `orders` from its start, without waiting. */
export function fetchBody(broker: TestBroker, options: FetchForTest) {
  const { version = 17, partitions = [{}], forgotten = [], replicaId = -1 } = options
  const { maxWaitMs = 0, minBytes = 1, maxBytes = 1e6, committed = false, session = [0, -1] } = options
  const idOf = (topic: string) => broker.broker.parts.topics.get(topic)?.id
  return {
    ...(version < 15 ? { replicaId } : { replicaState: { replicaId } }),
    maxWaitMs,
    minBytes,
    maxBytes,
    isolationLevel: committed ? 1 : 0,
    sessionId: session[0],
    sessionEpoch: session[1],
    topics: partitions.map((wanted) => {
      const { topic = 'orders', topicId = idOf(topic), offset = 0, maxBytes: partitionMaxBytes = 1e6 } = wanted
      const { partition = 0, currentLeaderEpoch, lastFetchedEpoch } = wanted
      const partitionData = { partition, fetchOffset: offset, partitionMaxBytes, currentLeaderEpoch, lastFetchedEpoch }
      return { topic, topicId, partitions: [partitionData] }
    }),
    ...(version >= 7
      ? {
          forgottenTopicsData: forgotten.map((index) => ({
            topic: 'orders',
            topicId: idOf('orders'),
            partitions: [index],
          })),
        }
      : {}),
  }
}

export async function fetchFrom(broker: TestBroker, options: FetchForTest = {}) {
  const { version = 17, client } = options
  const body = fetchBody(broker, options)
  const answer = await broker.ask(apis.fetch, { version, body, ...(client === undefined ? {} : { client }) })
  return { ...answer, partitions: partitionsOf(answer), values: valuesByPartition(answer) }
}

function partitionsOf({ responses }: Body<typeof fetchResponse>) {
  return responses.flatMap(({ partitions }) => partitions)
}

/** What was fetched from each partition that is in the answer. */
function valuesByPartition(answer: Body<typeof fetchResponse>): Record<number, (string | null)[]> {
  const entries = partitionsOf(answer).map(({ partitionIndex, records }) => [partitionIndex, valuesOf(records)])
  return Object.fromEntries(entries)
}

/** Lets promises that can be kept be kept. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** Watches whether a promise was kept. */
export function watched<T>(promise: Promise<T>) {
  const state = { isDone: false, promise }
  promise.then(
    () => {
      state.isDone = true
    },
    () => {
      state.isDone = true
    },
  )
  return state
}
