/** What a reader of committed records sees, whatever the answers hold and wherever it is sought. */
import test from 'ava'
import fc from 'fast-check'
import { apis } from '../../protocol/apis.ts'
import { answer, type ControlledRequest } from '../../testing.ts'
import type { Producer } from '../producer/producer.ts'
import type { FetchOptions } from './fetch-options.ts'
import { at, FetchStage, pollUntil, readTexts, TOPIC, textsOf } from './fetch-stage.contract.ts'
import { type LogStep, ModelLog, type ModelRecord } from './model-log.contract.ts'

type FetchRequest = ControlledRequest<typeof apis.fetch.request, typeof apis.fetch.response>

/** Answers of a model's log to fetches without a session, since none is given. */
function answerOf(log: ModelLog, { body }: FetchRequest, bytes: () => number) {
  const isCommitted = body.isolationLevel === 1
  const responses = body.topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition: partitionIndex, fetchOffset }) => {
      const { records, abortedTransactions } = log.read(fetchOffset, { maxBytes: bytes(), isCommitted })
      const { endOffset: highWatermark, lastStableOffset } = log
      return { partitionIndex, errorCode: 0, highWatermark, lastStableOffset, abortedTransactions, records }
    }),
  }))
  return answer<typeof apis.fetch.response>({ throttleTimeMs: 0, responses })
}

const PRODUCERS = [7, 8]
const producerId = fc.constantFrom(...PRODUCERS)
const step: fc.Arbitrary<LogStep> = fc.oneof(
  { weight: 3, arbitrary: writes(producerId) },
  { weight: 1, arbitrary: writes(fc.constant(-1)) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), producerId, isCommit: fc.boolean() }) },
)

function writes(producer: fc.Arbitrary<number>): fc.Arbitrary<LogStep> {
  return fc.record({
    kind: fc.constant('write' as const),
    producerId: producer,
    compression: fc.constantFrom('none', 'gzip', 'snappy', 'lz4', 'zstd'),
    isLeft: fc.array(
      fc.nat({ max: 3 }).map((chance) => chance > 0),
      { minLength: 1, maxLength: 5 },
    ),
  })
}

for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
  test(`whatever the sizes of answers and the seeks, ${isolation} shows exactly its records, in order`, async (t) => {
    await using stage = await FetchStage.open()
    let log = new ModelLog([])
    let sizes = [1]
    let asked = 0
    const bytes = () => sizes[asked++ % sizes.length] ?? 1
    stage.broker.control(apis.fetch, (request) => answerOf(log, request as FetchRequest, bytes))
    const given = {
      steps: fc.array(step, { maxLength: 40, size: 'max' }),
      /** Whether no transaction is left open: an open one hides all that comes behind it. */
      isEnded: fc.boolean(),
      sizes: fc.array(fc.constantFrom(1, 100, 200, 500, 100_000), { minLength: 1, maxLength: 4 }),
      seeks: fc.array(fc.record({ to: fc.nat(), count: fc.nat({ max: 6 }) }), { maxLength: 4 }),
      bufferBytes: fc.constantFrom(4_096, 100_000),
    }
    const property = fc.asyncProperty(fc.record(given), async (drawn) => {
      const ends = PRODUCERS.map((id) => ({ kind: 'end' as const, producerId: id, isCommit: id % 2 === 1 }))
      log = new ModelLog(drawn.isEnded ? [...drawn.steps, ...ends] : drawn.steps)
      sizes = drawn.sizes
      const expected = isolation === 'read_committed' ? log.committed : log.all
      const end = isolation === 'read_committed' ? log.lastStableOffset : log.endOffset
      const reader = new ModelReader(stage, { isolation, bufferBytes: drawn.bufferBytes })
      for (const { to, count } of [...drawn.seeks, { to: 0, count: Number.POSITIVE_INFINITY }]) {
        const start = end === 0 ? 0 : to % end
        const wanted = expected.filter(({ offset }) => offset >= start)
        const records = await reader.read(start, { count: Math.min(count, wanted.length), end })
        t.deepEqual(records, wanted.slice(0, count).map(plain))
      }
      await reader.close()
    })
    await fc.assert(property, { numRuns: 60 })
  })
}

const plain = ({ offset, value }: ModelRecord) => ({ offset, value })

class ModelReader {
  readonly #fetcher

  constructor(stage: FetchStage, options: FetchOptions) {
    this.#fetcher = stage.fetcher({ ...options, partitionMaxBytes: 1_000, onOutOfRange: 'none', maxWaitMs: 0 })
    this.#fetcher.assign([{ ...at(0), from: 0 }])
  }

  /** So many records, or, where they are all there are, everything up to the end. */
  async read(from: number, { count, end }: { count: number; end: number }): Promise<ModelRecord[]> {
    this.#fetcher.seek(at(0), from)
    const records: ModelRecord[] = []
    while (records.length < count || (this.#fetcher.position(at(0))?.offset ?? 0) < end) {
      for (const batch of await this.#fetcher.poll({ maxWaitMs: 1_000 })) {
        while (batch.next()) {
          records.push({ offset: batch.record.offset, value: batch.record.valueText() ?? '' })
        }
      }
      if (records.length > count) break
    }
    return records.slice(0, count)
  }

  close(): Promise<void> {
    return this.#fetcher.close()
  }
}

test('two aborted transactions of one producer in one answer, with a committed one between, are told apart', async (t) => {
  await using stage = await FetchStage.open()
  const producer = stage.producer({ transactionalId: 'writer' })
  await producer.initTransactions()
  for (const [value, isCommit] of [
    ['a', false],
    ['b', true],
    ['c', false],
    ['d', true],
  ] as const) {
    producer.begin()
    producer.send({ topic: TOPIC, partition: 0, value })
    await producer.flush()
    await (isCommit ? producer.commit() : producer.abort())
  }
  const fetcher = stage.fetcher()
  fetcher.assign([{ ...at(0), from: 'earliest' }])
  t.deepEqual(await readTexts(fetcher, 2), ['b', 'd'])
  await pollUntil(fetcher, () => fetcher.state(at(0)).lag === 0)
  t.is(fetcher.position(at(0))?.offset, 8)
})

test('aborted transactions are hidden where their batches and their markers come in one answer each', async (t) => {
  await using stage = await FetchStage.open()
  const [writer, other] = ['writer', 'other'].map((transactionalId) => stage.producer({ transactionalId })) as [
    Producer,
    Producer,
  ]
  for (const one of [writer, other]) await one.initTransactions()
  const write = (producer: Producer, value: string) => producer.sendAndWait({ topic: TOPIC, partition: 0, value })
  for (const name of ['first', 'second']) {
    // Begun before the aborted one and committed within it.
    other.begin()
    await write(other, `${name} of the other`)
    writer.begin()
    await write(writer, `${name}: never`)
    await other.commit()
    await write(writer, `${name}: nor this`)
    await writer.abort()
    writer.begin()
    await write(writer, `${name}: there`)
    await writer.commit()
  }
  const fetcher = stage.fetcher({ partitionMaxBytes: 1 })
  const fetches = stage.broker.observe(apis.fetch)
  fetcher.assign([{ ...at(0), from: 'earliest' }])
  const expected = ['first', 'second'].flatMap((name) => [`${name} of the other`, `${name}: there`])
  t.deepEqual(await readTexts(fetcher, 4), expected)
  await pollUntil(fetcher, () => fetcher.state(at(0)).lag === 0)
  t.true(fetches.requests.length >= 14, 'a batch or a marker in each')
})

test('what a transaction has written that goes on is not shown, and what comes behind it waits', async (t) => {
  await using stage = await FetchStage.open()
  const producer = stage.producer({ transactionalId: 'writer' })
  await producer.initTransactions()
  producer.begin()
  producer.send({ topic: TOPIC, partition: 0, value: 'a' })
  await producer.flush()
  await stage.write(['b'])
  const fetcher = stage.fetcher()
  const dirty = stage.fetcher({ isolation: 'read_uncommitted' })
  for (const one of [fetcher, dirty]) one.assign([{ ...at(0), from: 'earliest' }])
  t.deepEqual(await readTexts(dirty, 2), ['a', 'b'])
  t.deepEqual(textsOf(await fetcher.poll({ maxWaitMs: 100 })), [])
  t.deepEqual([fetcher.state(at(0)).lag, fetcher.state(at(0)).highWatermark], [0, 2])
  await producer.commit()
  t.deepEqual(await readTexts(fetcher, 2), ['a', 'b'])
})

test('the end of a log with an open transaction is its beginning for a reader of committed records', async (t) => {
  await using stage = await FetchStage.open()
  const producer = stage.producer({ transactionalId: 'writer' })
  await producer.initTransactions()
  await stage.write(['a'])
  producer.begin()
  producer.send({ topic: TOPIC, partition: 0, value: 'b' })
  await producer.flush()
  const ends = []
  for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
    const fetcher = stage.fetcher({ isolation })
    fetcher.assign([{ ...at(0), from: 'latest' }])
    await pollUntil(fetcher, () => fetcher.position(at(0)) !== null)
    ends.push(fetcher.position(at(0))?.offset)
  }
  t.deepEqual(ends, [1, 2])
  await producer.abort()
})
