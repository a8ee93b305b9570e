/** Reading partitions from a broker, on good days and bad ones. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { drop, fail, loseAnswer } from '../../testing.ts'
import type { Reset } from './fetch-options.ts'
import { at, FetchStage, pollUntil, readTexts, TOPIC, textsOf } from './fetch-stage.contract.ts'

const earliest = (partition = 0) => ({ ...at(partition), from: 'earliest' as const })

test('records come in their order, and the position moves with each', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a', 'b', 'c'])
  const fetcher = stage.fetcher()
  fetcher.assign([earliest()])
  const seen: [number | undefined, string | null][] = []
  while (seen.length < 3) {
    for (const batch of await fetcher.poll({ maxWaitMs: 1_000 })) {
      while (batch.next()) seen.push([fetcher.position(at(0))?.offset, batch.record.valueText()])
    }
  }
  t.deepEqual(seen, [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  t.is(fetcher.state(at(0)).lag, 0)
  t.is(fetcher.state(at(0)).bufferedBytes, 0)
})

test('a reader that begins in the middle of a batch is not shown what lies before', async (t) => {
  await using stage = await FetchStage.open()
  const producer = stage.producer({ lingerMs: 50 })
  for (const value of ['a', 'b', 'c', 'd']) producer.send({ topic: TOPIC, partition: 0, value })
  await producer.flush()
  const fetcher = stage.fetcher()
  fetcher.assign([{ ...at(0), from: 2 }])
  t.deepEqual(await readTexts(fetcher, 2), ['c', 'd'])
  fetcher.seek(at(0), 1)
  t.deepEqual(await readTexts(fetcher, 3), ['b', 'c', 'd'])
})

test('a partition begins at its end, or at a time, or at its end where nothing is as young', async (t) => {
  await using stage = await FetchStage.open({ partitions: 3 })
  const producer = stage.producer()
  for (const partition of [0, 1, 2]) {
    for (const timestamp of [1_000, 2_000, 3_000]) {
      await producer.sendAndWait({ topic: TOPIC, partition, timestamp, value: `${partition}@${timestamp}` })
    }
  }
  const fetcher = stage.fetcher()
  const from = (partition: number, timestampMs: number) => ({ ...at(partition), from: { timestampMs } })
  fetcher.assign([{ ...at(0), from: 'latest' }, from(1, 1_500), from(2, 9_000)])
  t.deepEqual(await readTexts(fetcher, 2), ['1@2000', '1@3000'])
  await pollUntil(fetcher, () => fetcher.position(at(0)) !== null && fetcher.position(at(2)) !== null)
  t.deepEqual([fetcher.position(at(0))?.offset, fetcher.position(at(2))?.offset], [3, 3])
})

test('a batch of before a seek gives no more records', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a', 'b', 'c'])
  const fetcher = stage.fetcher()
  fetcher.assign([earliest()])
  const batches = []
  while (batches.length < 3) batches.push(...(await fetcher.poll({ maxWaitMs: 1_000 })))
  t.true(batches[0]?.next())
  fetcher.seek(at(0), 2)
  t.deepEqual(textsOf(batches), [])
  t.true(batches.every(({ isOver }) => isOver))
  t.is(fetcher.position(at(0))?.offset, 2)
  t.deepEqual(await readTexts(fetcher, 1), ['c'])
})

test('a paused partition gives nothing, holds up no other, and goes on where it was', async (t) => {
  await using stage = await FetchStage.open({ partitions: 2 })
  await stage.write(['a', 'b'], 0)
  await stage.write(['x', 'y'], 1)
  const fetcher = stage.fetcher()
  fetcher.assign([earliest(0), earliest(1)])
  fetcher.pause([at(0)])
  t.deepEqual(await readTexts(fetcher, 2), ['x', 'y'])
  t.deepEqual(await fetcher.poll({ maxWaitMs: 100 }), [])
  fetcher.resume([at(0)])
  t.deepEqual(await readTexts(fetcher, 2), ['a', 'b'])
})

test('what is fetched ahead stays within its bounds while nobody consumes it', async (t) => {
  await using stage = await FetchStage.open({ partitions: 4 })
  const text = 'x'.repeat(1_000)
  const producer = stage.producer({ batchBytes: 2_000, lingerMs: 0 })
  for (let index = 0; index < 400; index += 1) producer.send({ topic: TOPIC, partition: index % 4, value: text })
  await producer.flush()
  const bufferBytes = 40_000
  const fetcher = stage.fetcher({ bufferBytes, partitionMaxBytes: 20_000 })
  const asked = stage.broker.observe(apis.fetch)
  fetcher.assign([0, 1, 2, 3].map((partition) => earliest(partition)))
  const held = new Map<number, unknown[]>()
  // Partition 3 is read on and on; of the others what comes is held and not consumed.
  let texts = 0
  while (texts < 100) {
    for (const batch of await fetcher.poll({ maxWaitMs: 1_000 })) {
      if (batch.partition === 3) texts += textsOf([batch]).length
      else held.set(batch.partition, [...(held.get(batch.partition) ?? []), batch])
    }
    const bytes = [0, 1, 2, 3].map((partition) => fetcher.state(at(partition)).bufferedBytes)
    t.true(bytes.reduce((sum, one) => sum + one, 0) <= bufferBytes, `${bytes}`)
  }
  t.true(asked.requests.length > 5)
  t.is(held.size, 3)
})

test('a batch that is larger than every limit comes all the same', async (t) => {
  await using stage = await FetchStage.open()
  const large = 'x'.repeat(50_000)
  await stage.write(['a', large, 'b'])
  const fetcher = stage.fetcher({ bufferBytes: 5_000, partitionMaxBytes: 1_000, maxBytes: 1_000 })
  fetcher.assign([earliest()])
  t.deepEqual(await readTexts(fetcher, 3), ['a', large, 'b'])
})

for (const [what, decision] of [
  ['lost answers', loseAnswer],
  ['dropped requests', drop],
  ['a leader that is none', fail('NOT_LEADER_OR_FOLLOWER')],
  ['a stale leader epoch', fail('FENCED_LEADER_EPOCH')],
  ['a leader epoch that the broker does not know yet', fail('UNKNOWN_LEADER_EPOCH')],
  ['sessions that have expired', fail('FETCH_SESSION_ID_NOT_FOUND')],
  ['session epochs that do not fit', fail('INVALID_FETCH_SESSION_EPOCH')],
  ['a topic that is not known for a while', fail('UNKNOWN_TOPIC_OR_PARTITION')],
  ['a broker that fails without a number', fail('UNKNOWN_SERVER_ERROR')],
] as const) {
  test(`nothing is lost, doubled or out of order with ${what}`, async (t) => {
    await using stage = await FetchStage.open({ partitions: 2 })
    const expected = Array.from({ length: 60 }, (_, index) => `${index}`)
    let count = 0
    stage.broker.control(apis.fetch, (request) => (++count % 3 === 0 ? (decision as never) : request && undefined))
    const fetcher = stage.fetcher({ partitionMaxBytes: 300 })
    fetcher.assign([earliest(0), earliest(1)])
    const written = stage.write(expected, 0).then(() => stage.write(expected, 1))
    const seen = new Map([
      [0, [] as string[]],
      [1, [] as string[]],
    ])
    const total = () => (seen.get(0)?.length ?? 0) + (seen.get(1)?.length ?? 0)
    while (total() < 120) {
      for (const batch of await fetcher.poll({ maxWaitMs: 1_000 })) seen.get(batch.partition)?.push(...textsOf([batch]))
    }
    await written
    t.deepEqual(seen.get(0), expected)
    t.deepEqual(seen.get(1), expected)
  })
}

test('a leader that moves is followed, with its new epoch', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a'])
  const fetcher = stage.fetcher()
  fetcher.assign([earliest()])
  t.deepEqual(await readTexts(fetcher, 1), ['a'])
  const epoch = stage.broker.moveLeader(TOPIC, 0)
  await stage.write(['b'])
  t.deepEqual(await readTexts(fetcher, 1), ['b'])
  t.deepEqual(fetcher.position(at(0)), { offset: 2, leaderEpoch: epoch })
})

for (const [version, what] of [
  [4, 'neither sessions nor leader epochs'],
  [11, 'names of topics'],
  [12, 'names of topics and last epochs'],
  [13, 'ids of topics'],
] as const) {
  test(`a broker that speaks Fetch up to ${version} is asked with ${what}`, async (t) => {
    await using stage = await FetchStage.open()
    stage.broker.control(apis.apiVersions, async (request) => {
      const truth = await request.handle()
      const apiKeys = truth?.apiKeys.map((one) => (one.apiKey === 1 ? { ...one, maxVersion: version } : one))
      return { kind: 'answer', body: { ...truth, errorCode: 0, apiKeys: apiKeys ?? [] } }
    })
    const asked = stage.broker.observe(apis.fetch)
    await stage.write(['a', 'b'])
    const fetcher = stage.fetcher()
    fetcher.assign([earliest()])
    t.deepEqual(await readTexts(fetcher, 2), ['a', 'b'])
    await stage.write(['c'])
    t.deepEqual(await readTexts(fetcher, 1), ['c'])
    t.deepEqual([...new Set(asked.requests.map((request) => request.version))], [version])
  })
}

test('a session names only what has changed, and ends with the fetcher', async (t) => {
  await using stage = await FetchStage.open({ partitions: 3 })
  const asked = stage.broker.observe(apis.fetch)
  const fetcher = stage.fetcher()
  fetcher.assign([earliest(0), earliest(1), earliest(2)])
  await pollUntil(fetcher, () => asked.requests.length > 1)
  await stage.write(['a'], 1)
  t.deepEqual(await readTexts(fetcher, 1), ['a'])
  const before = asked.requests.length
  await pollUntil(fetcher, () => asked.requests.length > before + 1)
  const named = (index: number) =>
    asked.requests[index]?.body.topics.flatMap(({ partitions }) => partitions.map(({ partition }) => partition))
  t.deepEqual([named(0), named(1)], [[0, 1, 2], []])
  const last = asked.requests.findLastIndex(({ body }) => body.topics.length > 0)
  t.deepEqual(named(last), [1])
  await fetcher.close()
  t.is(asked.requests.at(-1)?.body.sessionEpoch, -1)
})

test('an offset that was deleted is gone on from as the policy says', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a', 'b', 'c', 'd'])
  await stage.deleteBefore(2)
  const resets: Reset[] = []
  const read = async (onOutOfRange: Parameters<typeof stage.fetcher>[0], count: number) => {
    const fetcher = stage.fetcher({ ...onOutOfRange, onReset: (reset) => resets.push(reset) })
    fetcher.assign([{ ...at(0), from: 1 }])
    return await readTexts(fetcher, count)
  }
  t.deepEqual(await read({ onOutOfRange: 'earliest' }, 2), ['c', 'd'])
  t.deepEqual(await read({ onOutOfRange: () => ({ offset: 3 }) }, 1), ['d'])
  await t.throwsAsync(read({ onOutOfRange: 'none' }, 1), {
    name: 'OffsetOutOfRangeError',
    message: /orders-0.*offset 1/,
  })
  const failing = () => {
    throw new Error('nobody knows')
  }
  await t.throwsAsync(read({ onOutOfRange: failing }, 1), { message: /nobody knows/ })
  t.deepEqual(
    resets.map(({ reason, from, to }) => [reason, from, to]),
    [
      ['out of range', 1, 'earliest'],
      ['out of range', 1, { offset: 3, leaderEpoch: -1 }],
    ],
  )
})

test('records that are deleted under the reader are skipped, and nothing that was fetched is lost', async (t) => {
  await using stage = await FetchStage.open()
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`)
  await stage.write(texts)
  const fetcher = stage.fetcher({ partitionMaxBytes: 200, bufferBytes: 4_096, onOutOfRange: 'earliest' })
  fetcher.assign([earliest()])
  const first = await readTexts(fetcher, 1)
  await stage.deleteBefore(18)
  const rest = await pollUntil(fetcher, () => fetcher.position(at(0))?.offset === 20)
  const seen = [...first, ...rest]
  t.deepEqual(
    seen,
    seen.toSorted((one, other) => Number(one) - Number(other)),
  )
  t.deepEqual(seen.slice(-2), ['18', '19'])
  t.true(seen.length < 20)
})

test('an error of a partition that does not pass by itself is said with each poll, until it is sought', async (t) => {
  await using stage = await FetchStage.open()
  await stage.write(['a'])
  stage.broker.control(apis.fetch, fail('TOPIC_AUTHORIZATION_FAILED'), { times: 1 })
  const fetcher = stage.fetcher()
  fetcher.assign([{ ...at(0), from: 0 }])
  const poll = () => fetcher.poll({ maxWaitMs: 5_000 })
  for (const _ of [1, 2]) await t.throwsAsync(poll, { code: 'TOPIC_AUTHORIZATION_FAILED', message: /orders-0/ })
  fetcher.seek(at(0), 0)
  t.deepEqual(await readTexts(fetcher, 1), ['a'])
})

test('a poll ends with its signal, with its fetcher, and when its time is over', async (t) => {
  await using stage = await FetchStage.open()
  const fetcher = stage.fetcher()
  fetcher.assign([earliest()])
  t.deepEqual(await fetcher.poll({ maxWaitMs: 10 }), [])
  const abort = new AbortController()
  const polled = fetcher.poll({ maxWaitMs: 60_000, signal: abort.signal })
  await t.throwsAsync(fetcher.poll({ maxWaitMs: 1 }), { name: 'UsageError' })
  abort.abort(new Error('enough'))
  await t.throwsAsync(polled, { name: 'ClosedError' })
  const last = fetcher.poll({ maxWaitMs: 60_000 })
  await fetcher.close()
  await t.throwsAsync(last, { name: 'ClosedError' })
  t.throws(() => fetcher.take(), { name: 'ClosedError' })
})

for (const what of ['taken away', 'sought at its end', 'paused'] as const) {
  test(`a partition that is ${what} while the connection comes about is not fetched from its start`, async (t) => {
    await using stage = await FetchStage.open()
    await stage.write(['a', 'b', 'c'])
    await stage.cluster.viewOf(TOPIC)
    const connecting = stage.broker.hold(apis.apiVersions)
    const asked = stage.broker.observe(apis.fetch)
    const fetcher = stage.fetcher()
    fetcher.assign([{ ...at(0), from: 1 }])
    await connecting.next()
    const looking = stage.broker.hold(apis.listOffsets)
    if (what === 'taken away') fetcher.unassign([at(0)])
    else if (what === 'paused') fetcher.pause([at(0)])
    else fetcher.seek(at(0), 'latest')
    connecting.release()
    await stage.cluster.link(1, 'fetch').connection()
    t.deepEqual(await fetcher.poll({ maxWaitMs: 50 }), [])
    t.is(asked.requests.length, 0)
    looking.release()
    fetcher.assign([{ ...at(0), from: 2 }])
    if (what === 'paused') fetcher.resume([at(0)])
    t.deepEqual(await readTexts(fetcher, 1), ['c'])
  })
}
