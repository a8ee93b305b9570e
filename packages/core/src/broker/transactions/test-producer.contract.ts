/**
 * A transactional producer for tests, which speaks through frames as a client would: in transactions of
 * version 1 (it adds partitions before it writes) or 2 (writing adds them, and each end raises the epoch).
 */
import assert from 'node:assert/strict'
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errorByCode } from '../../protocol/errors.ts'
import { batches } from '../../records/batches.ts'
import type { TestBroker } from '../test-broker.contract.ts'
import { batchOf, produceTo } from '../test-records.contract.ts'
import type { TopicPartition } from './partition-set.ts'

export interface TestProducerOptions {
  readonly transactionalId?: string
  /** Which transactions it speaks. */
  readonly speaks?: 1 | 2
  readonly timeoutMs?: number
}

/** The group of which test producers commit offsets. */
const TEST_GROUP = 'shipping'

export class TestProducer {
  broker: TestBroker
  readonly transactionalId: string
  readonly #speaks: 1 | 2
  readonly #timeoutMs: number
  producerId = -1
  producerEpoch = -1
  readonly #sequences = new Map<string, number>()

  constructor(broker: TestBroker, options: TestProducerOptions = {}) {
    const { transactionalId = 'payments', speaks = 2, timeoutMs = 60_000 } = options
    this.broker = broker
    this.transactionalId = transactionalId
    this.#speaks = speaks
    this.#timeoutMs = timeoutMs
  }

  /** One that has its id. */
  static async open(broker: TestBroker, options: TestProducerOptions = {}): Promise<TestProducer> {
    const producer = new TestProducer(broker, options)
    assert.equal(await producer.initialize(), 'NONE')
    return producer
  }

  get claim() {
    const { transactionalId, producerId, producerEpoch } = this
    return { transactionalId, producerId, producerEpoch }
  }

  async initialize(): Promise<ErrorName> {
    const body = { transactionalId: this.transactionalId, transactionTimeoutMs: this.#timeoutMs }
    const answer = await this.broker.ask(apis.initProducerId, { version: 5, body })
    this.#goOnAs(answer)
    return errorByCode(answer.errorCode).name
  }

  async add(...partitions: readonly TopicPartition[]): Promise<ErrorName> {
    const body = {
      v3AndBelowTransactionalId: this.transactionalId,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: partitions.map(({ topic, partition }) => ({ name: topic, partitions: [partition] })),
    }
    const { resultsByTopicV3AndBelow } = await this.broker.ask(apis.addPartitionsToTxn, { version: 3, body })
    return errorByCode(resultsByTopicV3AndBelow[0]?.resultsByPartition[0]?.partitionErrorCode ?? -1).name
  }

  /** Writes records to a partition, after adding it where that has to be. */
  async write(place: TopicPartition, ...values: readonly string[]): Promise<ErrorName> {
    if (this.#speaks === 1) {
      const error = await this.add(place)
      if (error !== 'NONE') return error
    }
    return await this.produce(place, ...values)
  }

  async produce({ topic, partition: index }: TopicPartition, ...values: readonly string[]): Promise<ErrorName> {
    const { producerId, producerEpoch, transactionalId } = this
    const place = `${topic}-${index}`
    const baseSequence = this.#sequences.get(place) ?? 0
    const batch = batchOf(values, {
      producerId,
      producerEpoch,
      baseSequence,
      isTransactional: true,
      timestamp: this.broker.clock.nowMs(),
    })
    const version = this.#speaks === 1 ? 11 : 12
    const { errorCode } = await produceTo(this.broker, batch, { topic, index, version, transactionalId })
    const { name } = errorByCode(errorCode)
    if (name === 'NONE') this.#sequences.set(place, baseSequence + values.length)
    return name
  }

  /** Commits an offset of a group in the transaction, after adding the group where that has to be. */
  async commitOffset({ topic: name, partition: partitionIndex }: TopicPartition, committedOffset: number) {
    const [version, body] = [this.#speaks === 1 ? 3 : 5, { ...this.claim, groupId: TEST_GROUP }]
    if (this.#speaks === 1) {
      const { errorCode } = await this.broker.ask(apis.addOffsetsToTxn, { version: 3, body })
      if (errorCode !== 0) return errorByCode(errorCode).name
    }
    const topics = [{ name, partitions: [{ partitionIndex, committedOffset, committedMetadata: null }] }]
    const answer = await this.broker.ask(apis.txnOffsetCommit, { version, body: { ...body, topics } })
    return errorByCode(answer.topics[0]?.partitions[0]?.errorCode ?? -1).name
  }

  async end(committed: boolean): Promise<ErrorName> {
    const version = this.#speaks === 1 ? 4 : 5
    const answer = await this.broker.ask(apis.endTxn, { version, body: { ...this.claim, committed } })
    const { name } = errorByCode(answer.errorCode)
    if (name === 'NONE' && this.#speaks === 2) this.#goOnAs(answer)
    return name
  }

  #goOnAs({ producerId, producerEpoch }: { producerId: number; producerEpoch: number }): void {
    if (producerId !== this.producerId || producerEpoch !== this.producerEpoch) this.#sequences.clear()
    this.producerId = producerId
    this.producerEpoch = producerEpoch
  }
}

/** What a reader of committed records gets from a partition, in order. */
export function committedIn(broker: TestBroker, { topic, partition: index }: TopicPartition): string[] {
  const log = broker.broker.parts.topics.partition(topic, index)?.log
  assert.ok(log !== undefined)
  const read = log.read({ offset: log.startOffset, maxBytes: 1e9, atLeastOne: true, isolation: 'committed' })
  assert.ok(read.kind === 'read')
  const values: string[] = []
  const aborted = new Set<number>()
  const begins = (read.aborted ?? []).toSorted((left, right) => left.firstOffset - right.firstOffset)
  for (const batch of batches(read.records)) {
    if (batch.baseOffset >= log.lastStableOffset) break
    while (begins[0] !== undefined && begins[0].firstOffset <= batch.baseOffset) {
      aborted.add(begins.shift()?.producerId ?? -1)
    }
    if (batch.isControl) aborted.delete(batch.producerId)
    else if (!aborted.has(batch.producerId) || !batch.isTransactional) {
      const records = batch.records()
      while (records.next()) values.push(records.valueText() ?? '')
    }
  }
  return values
}

/** The offset that counts for the test producers' group. */
export async function groupOffset(broker: TestBroker, { topic: name, partition }: TopicPartition): Promise<number> {
  const body = { groupId: TEST_GROUP, topics: [{ name, partitionIndexes: [partition] }] }
  const { topics } = await broker.ask(apis.offsetFetch, { version: 7, body })
  return topics[0]?.partitions[0]?.committedOffset ?? -1
}
