/** What cannot be read: broken batches, logs that were cut, brokers that are gone. And that nothing is left behind. */
import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemorySockets } from '../../host/memory-sockets.ts'
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { answer, ControlledBroker, drop } from '../../testing.ts'
import { clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import type { CorruptBatchError } from './fetch-errors.ts'
import type { FetchOptions, Reset } from './fetch-options.ts'
import { at, FetchStage, pollUntil, readTexts, TOPIC, textsOf } from './fetch-stage.contract.ts'
import { Fetcher } from './fetcher.ts'

type Partition = NonNullable<Draft<typeof apis.fetch.response>['responses']>[number]['partitions'][number]

/** Changes what true answers say of their partitions. */
function rewriteAnswers(stage: FetchStage, change: (partition: Partition) => Partition) {
  return stage.broker.control(apis.fetch, async (request) => {
    const truth = await request.handle()
    if (truth === null) return undefined
    const responses = truth.responses.map((topic) => ({ ...topic, partitions: topic.partitions.map(change) }))
    return answer<typeof apis.fetch.response>({ ...truth, responses })
  })
}

/** A byte of the record at an offset that is alone in its batch is another one. */
function corruptAt(stage: FetchStage, offset: number, byteAt: (batchBytes: number) => number) {
  return rewriteAnswers(stage, (partition) => {
    const bytes = Buffer.from(partition.records ?? Buffer.alloc(0))
    for (let start = 0; start + 12 <= bytes.length; start += 12 + bytes.readInt32BE(start + 8)) {
      const size = 12 + bytes.readInt32BE(start + 8)
      if (Number(bytes.readBigInt64BE(start)) !== offset) continue
      const place = start + byteAt(size)
      bytes[place] = (bytes[place] ?? 0) ^ 0xff
      break
    }
    return { ...partition, records: bytes }
  })
}

for (const [what, byteAt] of [
  ['a wrong byte in its records', (size: number) => size - 2],
  ['a length that cannot be', () => 8],
] as const) {
  test(`a batch with ${what} is an error with its partition and offset, and a seek goes on behind it`, async (t) => {
    await using stage = await FetchStage.open()
    await stage.write(['a', 'b', 'c'])
    const control = corruptAt(stage, 1, byteAt)
    const fetcher = stage.fetcher()
    fetcher.assign([{ ...at(0), from: 0 }])
    t.deepEqual(await readTexts(fetcher, 1).catch(() => ['a']), ['a'])
    for (const _ of [1, 2]) {
      const poll = () => fetcher.poll({ maxWaitMs: 1_000 }).then(textsOf)
      const problem = await t.throwsAsync<CorruptBatchError>(poll, { name: 'CorruptBatchError', message: /orders-0/ })
      t.deepEqual([problem?.offset, problem?.nextOffset], [1, 2])
    }
    t.is(fetcher.position(at(0))?.offset, 1)
    control.remove()
    fetcher.seek(at(0), 2)
    t.deepEqual(await readTexts(fetcher, 1), ['c'])
  })
}

test('without checking sums a batch is read as it is', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['abc'])
  corruptAt(stage, 0, (size) => size - 2)
  const fetcher = stage.fetcher({ checkCrc: false })
  fetcher.assign([{ ...at(0), from: 0 }])
  t.not((await readTexts(fetcher, 1))[0], 'abc')
})

for (const [policy, expected] of [
  ['latest', ['b', 'c', 'd']],
  ['none', null],
] as const) {
  test(`a log that was cut behind the reader is read again from the safe offset, or is an error: ${policy}`, async (t) => {
    await using stage = await FetchStage.open()
    await stage.write(['a', 'b', 'c'])
    const resets: Reset[] = []
    const fetcher = stage.fetcher({ onOutOfRange: policy, onReset: (reset) => resets.push(reset) })
    fetcher.assign([{ ...at(0), from: 0 }])
    t.deepEqual(await readTexts(fetcher, 3), ['a', 'b', 'c'])
    const divergingEpoch = { epoch: 0, endOffset: 1 }
    let isCut = false
    const control = rewriteAnswers(stage, (partition) => {
      isCut = true
      return { ...partition, divergingEpoch, records: Buffer.alloc(0) }
    })
    const writing = stage.write(['d'])
    if (expected === null) {
      const polled = pollUntil(fetcher, () => false)
      const problem = await t.throwsAsync(polled, { name: 'LogTruncatedError', message: /orders-0.*cut at offset 1/ })
      t.like(problem, { offset: 3, safeOffset: 1 })
    } else {
      await pollUntil(fetcher, () => isCut && resets.length > 0)
      control.remove()
      t.deepEqual(await readTexts(fetcher, 3), expected)
      t.like(resets[0], { ...at(0), reason: 'truncated', from: 3, to: { offset: 1 } })
    }
    await writing
  })
}

test('what was fetched and not consumed is dropped where the log was cut, and nobody is told of a reset', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a', 'b'])
  const resets: Reset[] = []
  const fetcher = stage.fetcher({ onReset: (reset) => resets.push(reset) })
  fetcher.assign([{ ...at(0), from: 0 }])
  const [first] = await fetcher.poll({ maxWaitMs: 1_000 })
  t.true(first?.next())
  let cuts = 0
  const control = rewriteAnswers(stage, (partition) => {
    cuts += 1
    return { ...partition, divergingEpoch: { epoch: 0, endOffset: 1 }, records: Buffer.alloc(0) }
  })
  await stage.write(['c'])
  const held = await fetcher.poll({ maxWaitMs: 1_000 })
  t.deepEqual(held, [])
  control.remove()
  t.true(cuts > 0)
  t.deepEqual(await readTexts(fetcher, 2), ['b', 'c'])
  t.deepEqual(resets, [])
})

test('the last leader epoch goes with each fetch, and one that the log never had is out of range', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a'])
  const epoch = stage.broker.moveLeader(TOPIC, 0)
  await stage.write(['b'])
  const asked = stage.broker.observe(apis.fetch)
  const resets: Reset[] = []
  const fetcher = stage.fetcher({ onOutOfRange: 'earliest', onReset: (reset) => resets.push(reset) })
  fetcher.assign([{ ...at(0), from: { offset: 1, leaderEpoch: 99 } }])
  t.deepEqual(await readTexts(fetcher, 2), ['a', 'b'])
  t.is(asked.requests[0]?.body.topics[0]?.partitions[0]?.lastFetchedEpoch, 99)
  t.like(resets, [{ reason: 'out of range', from: 1 }])
  await pollUntil(fetcher, () => asked.requests.at(-1)?.body.topics[0]?.partitions[0]?.lastFetchedEpoch === epoch)
})

/** A fetcher, its broker and their sockets on one clock, which is moved a millisecond at a time. */
async function timedStage(fetching: FetchOptions = {}) {
  const clock = new ManualClock()
  const sockets = new MemorySockets({ clock })
  const options = { clock, sockets, logger: silentLogger }
  const broker = await ControlledBroker.start({ ...options, topics: [TOPIC] })
  const cluster = new Cluster(clientSettings({ brokers: [broker.address], ...options }))
  const fetcher = new Fetcher(cluster, fetching)
  const turn = async (ms: number) => {
    for (let passed = 0; passed <= ms; passed += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(passed < ms ? 1 : 0)
    }
  }
  /** Closes what is left, and gives how many timers are. */
  const end = async () => {
    cluster.close()
    const brokerClosed = broker.close()
    await turn(100)
    await brokerClosed
    return clock.pendingTimers
  }
  return { broker, turn, fetcher, end }
}

test('a throttled fetcher waits as long as the broker says, and is not in haste when it is told to be', async (t) => {
  const { broker, turn, fetcher, end } = await timedStage({ maxWaitMs: 10 })
  const asked = broker.observe(apis.fetch)
  broker.control(apis.fetch, answer({ throttleTimeMs: 5_000, responses: [] }), { times: 1 })
  fetcher.assign([{ ...at(0), from: 0 }])
  await turn(4_000)
  t.is(asked.requests.length, 1)
  await turn(1_200)
  t.true(asked.requests.length > 1)
  broker.control(apis.fetch, answer({ throttleTimeMs: 0x7fffffff, responses: [] }), { times: 1 })
  await turn(100)
  const before = asked.requests.length
  await turn(31_000) // no longer than an answer would be waited for
  t.true(asked.requests.length > before)
  const closed = Promise.all([fetcher.close(), turn(2_000)])
  await closed
  t.is(await end(), 0)
})

test('a fetcher whose broker is gone closes in time, and leaves no timer behind', async (t) => {
  const { broker, turn, fetcher, end } = await timedStage()
  fetcher.assign([{ ...at(0), from: 0 }])
  await turn(50)
  broker.control('any', drop)
  const polled = fetcher.poll({ maxWaitMs: 300 })
  await turn(2_000)
  t.deepEqual(await polled, [])
  const closed = fetcher.close({ timeoutMs: 100 })
  await turn(100)
  await closed
  t.is(await end(), 0)
})

test('a topic that cannot be read is said by the poll, and one that is not there yet is waited for', async (t) => {
  await using stage = await FetchStage.open()
  const fetcher = stage.fetcher()
  fetcher.assign([{ topic: 'later', partition: 0, from: 'earliest' }])
  t.deepEqual(await fetcher.poll({ maxWaitMs: 50 }), [])
  const topics = [{ name: 'later', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
  await stage.cluster.askAny({ api: apis.createTopics, body: { topics, timeoutMs: 1_000 } })
  await stage.producer().sendAndWait({ topic: 'later', partition: 0, value: 'a' })
  t.deepEqual(await readTexts(fetcher, 1), ['a'])
  fetcher.assign([{ topic: 'no name for a topic', partition: 0, from: 0 }])
  await t.throwsAsync(
    pollUntil(fetcher, () => false),
    { code: 'INVALID_TOPIC_EXCEPTION' },
  )
})
