/**
 * The coordinator against a simple model: producers come, write, commit, abort, are replaced, die for a while,
 * and the broker ends at any write. Readers of committed records see those of committed transactions, in the
 * order in which they were written, up to the first record of an open one; a producer that was replaced
 * changes nothing.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ManualClock } from '../../host/manual-clock.ts'
import type { MemoryDisk } from '../../host/memory-disk.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { StoppingDisk } from './stopping-disk.contract.ts'
import { committedIn, TestProducer } from './test-producer.contract.ts'

export const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('initialize' as const), producer: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('write' as const), producer: fc.nat(5), partition: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('end' as const), producer: fc.nat(5), isCommit: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time-out' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('crash-soon' as const), writes: fc.nat(6) }) },
)

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

interface Transaction {
  fate: 'open' | 'committed' | 'aborted'
  readonly firstOffsets: Map<number, number>
}

/** What is true of a transactional id. */
interface Identity {
  owner: number | null
  open: Transaction | null
  /** Its transaction was aborted for it; it has to abort it too, or to begin anew. */
  mustAbort: boolean
}

interface ModelRecord {
  readonly value: string
  readonly transaction: Transaction
}

const PARTITIONS = [0, 1, 2].map((partition) => ({ topic: 'orders', partition }))
const TIMEOUT_MS = 30_000
const LONGER_THAN_ANY_TIMEOUT_MS = 60_000
/** Each transactional id, and which transactions its producers speak. */
const IDENTITIES = [1, 2, 2] as const

class TransactionsModel {
  readonly #clock = new ManualClock()
  #disk = StoppingDisk.make(this.#clock)
  #broker: TestBroker
  readonly #producers: TestProducer[] = []
  readonly #identities: Identity[] = IDENTITIES.map(() => ({ owner: null, open: null, mustAbort: false }))
  readonly #logs: ModelRecord[][] = PARTITIONS.map(() => [])
  #written = 0

  private constructor(broker: TestBroker, clock: ManualClock, disk: StoppingDisk) {
    this.#broker = broker
    this.#clock = clock
    this.#disk = disk
    for (let index = 0; index < 2 * IDENTITIES.length; index += 1) {
      const speaks = IDENTITIES[index % IDENTITIES.length] ?? 2
      const transactionalId = `id-${index % IDENTITIES.length}`
      this.#producers.push(new TestProducer(broker, { transactionalId, timeoutMs: TIMEOUT_MS, speaks }))
    }
  }

  static async open(): Promise<TransactionsModel> {
    const clock = new ManualClock()
    const disk = StoppingDisk.make(clock)
    const broker = await openBroker(disk, clock)
    await createOrders(broker, PARTITIONS.length)
    return new TransactionsModel(broker, clock, disk)
  }

  async take(next: Step): Promise<void> {
    if (next.kind === 'initialize') await this.#initialize(next.producer)
    else if (next.kind === 'write') await this.#write(next.producer, next.partition)
    else if (next.kind === 'end') await this.#end(next.producer, next.isCommit)
    else if (next.kind === 'time-out') this.#timeOut()
    else if (next.kind === 'crash') await this.#restart()
    else this.#disk.stopAfter(next.writes, null)
    if (this.#disk.left === null) this.#check()
  }

  async close(): Promise<void> {
    await this.#restart()
    this.#check()
    await this.#broker.close()
  }

  /** Asks again after a crash, as a client does, unless the answer was there before. */
  async #ask(ask: () => Promise<ErrorName>): Promise<ErrorName> {
    const answer = await ask().catch(() => null)
    if (this.#disk.left === null && answer !== null) return answer
    await this.#restart()
    return answer === 'NONE' ? answer : await ask()
  }

  async #initialize(index: number): Promise<void> {
    const { identity, producer } = this.#of(index)
    assert.equal(await this.#ask(() => producer.initialize()), 'NONE')
    this.#decide(identity, 'aborted')
    identity.owner = index
    identity.mustAbort = false
  }

  async #write(index: number, partition: number): Promise<void> {
    const { identity, producer } = this.#of(index)
    const place = PARTITIONS[partition]
    assert.ok(place !== undefined)
    const value = `value-${this.#written++}`
    const before = this.#endOffsets()
    const firstOffset = before[partition] ?? 0
    const error = await this.#ask(() => producer.write(place, value))
    if (identity.owner !== index || identity.mustAbort) {
      assert.notEqual(error, 'NONE', `${value} of a producer that was replaced`)
      assert.deepEqual(this.#endOffsets(), before)
      return
    }
    assert.equal(error, 'NONE')
    identity.open ??= { fate: 'open', firstOffsets: new Map() }
    if (!identity.open.firstOffsets.has(partition)) identity.open.firstOffsets.set(partition, firstOffset)
    this.#logs[partition]?.push({ value, transaction: identity.open })
  }

  async #end(index: number, isCommit: boolean): Promise<void> {
    const { identity, producer, speaks } = this.#of(index)
    const before = this.#endOffsets()
    const error = await this.#ask(() => producer.end(isCommit))
    if (identity.owner !== index) {
      assert.notEqual(error, 'NONE', 'an end by a producer that was replaced')
      assert.deepEqual(this.#endOffsets(), before)
    } else if (identity.mustAbort) {
      assert.equal(error === 'NONE', speaks === 2 && !isCommit, `${error} for a transaction that timed out`)
      if (error === 'NONE') identity.mustAbort = false
    } else if (identity.open === null) {
      assert.deepEqual(this.#endOffsets(), before)
    } else {
      assert.equal(error, 'NONE')
      this.#decide(identity, isCommit ? 'committed' : 'aborted')
    }
  }

  #timeOut(): void {
    if (this.#disk.left !== null) return
    this.#disk.stopAfter(Number.POSITIVE_INFINITY, null)
    this.#clock.advance(LONGER_THAN_ANY_TIMEOUT_MS)
    for (const identity of this.#identities) {
      if (identity.open === null) continue
      this.#decide(identity, 'aborted')
      identity.mustAbort = true
    }
  }

  async #restart(): Promise<void> {
    this.#disk = new StoppingDisk(this.#disk.stop())
    this.#broker = await openBroker(this.#disk, this.#clock)
    for (const producer of this.#producers) producer.broker = this.#broker
  }

  #decide(identity: Identity, fate: 'committed' | 'aborted'): void {
    if (identity.open !== null) identity.open.fate = fate
    identity.open = null
  }

  #check(): void {
    for (const [index, place] of PARTITIONS.entries()) {
      const records = this.#logs[index] ?? []
      const firstOpen = records.findIndex(({ transaction }) => transaction.fate === 'open')
      const stable = firstOpen === -1 ? records : records.slice(0, firstOpen)
      const expected = stable.filter(({ transaction }) => transaction.fate === 'committed').map(({ value }) => value)
      assert.deepEqual(committedIn(this.#broker, place), expected)
      const log = this.#broker.broker.parts.topics.partition(place.topic, place.partition)?.log
      const opened = records[firstOpen]?.transaction.firstOffsets.get(index)
      assert.equal(log?.lastStableOffset, opened ?? log?.endOffset)
    }
  }

  #of(index: number) {
    const identity = this.#identities[index % IDENTITIES.length]
    const producer = this.#producers[index]
    const speaks = IDENTITIES[index % IDENTITIES.length]
    assert.ok(identity !== undefined && producer !== undefined)
    return { identity, producer, speaks }
  }

  #endOffsets(): number[] {
    const { partitions = [] } = this.#broker.broker.parts.topics.get('orders') ?? {}
    return partitions.map(({ log }) => log.endOffset)
  }
}

async function openBroker(disk: StoppingDisk, clock: ManualClock): Promise<TestBroker> {
  const config = { 'transaction.state.log.num.partitions': 2, 'offsets.topic.num.partitions': 2 }
  return await TestBroker.open({ disk: disk as unknown as MemoryDisk, clock, config })
}

/** Takes the steps one after the other. */
export async function follow(steps: readonly Step[]): Promise<void> {
  const model = await TransactionsModel.open()
  for (const next of steps) await model.take(next)
  await model.close()
}
