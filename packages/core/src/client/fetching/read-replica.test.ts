/**
 * Reading from a replica that is nearer than the leader: two brokers of ours, each of which is made to say that they
 * are one cluster, where the first leads and the second follows.
 */
import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { answer, drop } from '../../testing.ts'
import { clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { at, FetchStage, readTexts, TOPIC } from './fetch-stage.contract.ts'
import { Fetcher } from './fetcher.ts'

const FOLLOWER = 2
const NO_NEWS = { errorCode: 0, highWatermark: 1, abortedTransactions: null, records: null } as const

class Racks {
  readonly leader: FetchStage
  readonly follower: FetchStage
  readonly cluster: Cluster
  readonly fetcher: Fetcher
  /** Whether the leader sends readers of the rack to the follower. */
  isNear = true

  private constructor(leader: FetchStage, follower: FetchStage, rackId: string) {
    this.leader = leader
    this.follower = follower
    const fast = { retryBackoffMs: 2, retryBackoffMaxMs: 20, reconnectBackoffMs: 2, reconnectBackoffMaxMs: 20 }
    const settings = { brokers: [leader.broker.address], logger: silentLogger, metadataMaxAgeMs: 400, ...fast }
    this.cluster = new Cluster(clientSettings(settings))
    this.fetcher = new Fetcher(this.cluster, { maxWaitMs: 20, rackId })
    const brokers = [leader.broker, follower.broker].map(({ host, port }, index) => ({ nodeId: index + 1, host, port }))
    for (const { broker } of [leader, follower]) {
      broker.control(apis.metadata, async (request) => {
        const truth = await request.handle()
        if (truth === null) return undefined
        const topics = truth.topics.map((topic) => ({
          ...topic,
          topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
          partitions: topic.partitions.map((one) => ({ ...one, leaderId: 1, replicaNodes: [1, FOLLOWER] })),
        }))
        return answer({ ...truth, brokers, topics })
      })
    }
    leader.broker.control(apis.fetch, async (request) => {
      const { rackId: rack } = request.body
      if (!this.isNear || rack !== 'a') return { kind: 'pass' }
      const partitions = request.body.topics.flatMap(({ partitions: asked }) => asked)
      if (partitions.length === 0) return { kind: 'pass' }
      const sent = partitions.map(({ partition }) => ({
        ...NO_NEWS,
        partitionIndex: partition,
        preferredReadReplica: FOLLOWER,
      }))
      return answer({ throttleTimeMs: 0, sessionId: 0, responses: [{ topic: TOPIC, partitions: sent }] })
    })
  }

  static async open(rackId = 'a'): Promise<Racks> {
    const [leader, follower] = await Promise.all([FetchStage.open(), FetchStage.open()])
    await Promise.all([leader.write(['one', 'two']), follower.write(['one', 'two'])])
    return new Racks(leader, follower, rackId)
  }

  async write(text: string): Promise<void> {
    await Promise.all([this.leader.write([text]), this.follower.write([text])])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fetcher.close({ timeoutMs: 100 })
    this.cluster.close()
    await this.leader[Symbol.asyncDispose]()
    await this.follower[Symbol.asyncDispose]()
  }
}

test('a reader goes where the leader sends it, and asks the leader again when that was long ago', async (t) => {
  await using racks = await Racks.open()
  const [leader, follower] = [racks.leader, racks.follower].map(({ broker }) => broker.observe(apis.fetch))
  racks.fetcher.assign([{ ...at(0), from: 0 }])
  t.deepEqual(await readTexts(racks.fetcher, 2), ['one', 'two'])
  t.is(leader?.requests.length, 1)
  t.is(follower?.requests[0]?.body.rackId, 'a')
  racks.isNear = false
  const asked = leader?.requests.length ?? 0
  while ((leader?.requests.length ?? 0) === asked) await racks.fetcher.poll({ maxWaitMs: 20 })
  await racks.write('three')
  t.deepEqual(await readTexts(racks.fetcher, 1), ['three'])
})

test('a reader without a rack is not sent anywhere', async (t) => {
  await using racks = await Racks.open('')
  const follower = racks.follower.broker.observe(apis.fetch)
  racks.fetcher.assign([{ ...at(0), from: 0 }])
  t.deepEqual(await readTexts(racks.fetcher, 2), ['one', 'two'])
  t.is(follower.requests.length, 0)
})

const refused: readonly ErrorName[] = ['OFFSET_OUT_OF_RANGE', 'NOT_LEADER_OR_FOLLOWER', 'KAFKA_STORAGE_ERROR']
for (const name of [...refused, 'a lost connection'] as const) {
  test(`a replica that fails is left for the leader, and nothing is reset or lost: ${name}`, async (t) => {
    await using racks = await Racks.open()
    racks.fetcher.assign([{ ...at(0), from: 0 }])
    t.deepEqual(await readTexts(racks.fetcher, 2), ['one', 'two'])
    racks.isNear = false
    racks.follower.broker.control(apis.fetch, name === 'a lost connection' ? drop : refusing(name))
    await racks.write('three')
    t.deepEqual(await readTexts(racks.fetcher, 1), ['three'])
    t.is(racks.fetcher.position(at(0))?.offset, 3)
  })
}

function refusing(name: ErrorName) {
  const { code: errorCode } = errors[name]
  const partition = { ...NO_NEWS, partitionIndex: 0, errorCode }
  return answer<typeof apis.fetch.response>({
    throttleTimeMs: 0,
    sessionId: 0,
    responses: [{ topic: TOPIC, partitions: [partition] }],
  })
}
