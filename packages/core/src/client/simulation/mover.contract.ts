/**
 * A program that reads a topic as a member of a group and writes what it read to another one, each batch in a
 * transaction with its offsets: what a stream processor does. It does what the errors' classes say, and nothing
 * else; now and then it hangs, dies, or makes a transaction of several batches.
 */
import type { SeededRandom } from '../../host/random.ts'
import { Consumer } from '../consumer/consumer.ts'
import type { ConsumerBatch } from '../consumer/consumer-batch.ts'
import { AbortableError, ClientError, ClosedError, FatalError, FencedError } from '../errors.ts'
import { CooperativeStickyAssignor } from '../groups/assignors/cooperative-sticky.ts'
import { RangeAssignor } from '../groups/assignors/range.ts'
import { Producer } from '../producer/producer.ts'
import type { World } from './world.contract.ts'

export interface MoverOptions {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly isCooperative: boolean
  /** Whether it keeps its place in the group when its process dies. */
  readonly isStatic: boolean
}

type Batch = ConsumerBatch<Buffer | null, Buffer | null>

export const GROUP = 'movers'
const SESSION_MS = 10_000
const POLL_INTERVAL_MS = 8_000

export class Mover {
  readonly #world: World
  readonly #options: MoverOptions
  readonly #random: SeededRandom
  #isPeace = false
  #isOver = false
  #consumer: Consumer | undefined
  /** How often each thing happened. */
  readonly counts = new Map<string, number>()

  constructor(world: World, options: MoverOptions) {
    this.#world = world
    this.#options = options
    this.#random = world.random.fork()
  }

  /** From now on it neither hangs nor dies. */
  calm(): void {
    this.#isPeace = true
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#consumer?.close({ timeoutMs: 5_000 })
  }

  /** Lives until it is stopped, one process after the other. */
  async run(): Promise<void> {
    while (!this.#isOver) {
      const { name, isCooperative, isStatic } = this.#options
      const assignors = isCooperative ? [new CooperativeStickyAssignor()] : [new RangeAssignor()]
      const times = { sessionTimeoutMs: SESSION_MS, heartbeatIntervalMs: 1_000, maxPollIntervalMs: POLL_INTERVAL_MS }
      const consumer = new Consumer({
        ...this.#world.client(name),
        topics: [this.#options.from],
        from: 'earliest',
        group: {
          groupId: GROUP,
          assignors,
          autoCommitIntervalMs: null,
          ...times,
          ...(isStatic ? { groupInstanceId: name } : {}),
        },
      })
      this.#consumer = consumer
      const transactions = { transactionalId: name, deliveryTimeoutMs: 20_000, lingerMs: 2, batchBytes: 400 }
      const producer = new Producer({ ...this.#world.client(name), ...transactions, maxBlockMs: 20_000 })
      const why = await this.#live(consumer, producer)
      this.#note(why)
      // A process that dies says nothing to anybody.
      const timeoutMs = why === 'died' ? 0 : 3_000
      await Promise.all([consumer.close({ timeoutMs }), producer.close({ timeoutMs })])
    }
  }

  /** Gives why it ended. */
  async #live(consumer: Consumer, producer: Producer): Promise<string> {
    try {
      await this.#patiently(() => producer.initTransactions())
      for await (const batch of consumer.batches()) {
        if (this.#chance(0.03)) return 'died'
        const isDead = await this.#move(batch, consumer, producer)
        if (isDead) return 'died'
      }
      return 'ended'
    } catch (problem) {
      if (problem instanceof ClientError) return problem.name
      throw problem
    }
  }

  /** One transaction; true where the process dies within it. */
  async #move(batch: Batch, consumer: Consumer, producer: Producer): Promise<boolean> {
    const { topic, partition } = batch
    producer.begin()
    try {
      let offset = -1
      for (const record of batch) {
        producer.send({ topic: this.#options.to, partition, value: record.value })
        offset = record.offset + 1
      }
      if (this.#chance(0.03)) await this.#world.sleep(this.#random.below(2 * POLL_INTERVAL_MS))
      if (this.#chance(0.02)) return true
      if (offset >= 0) {
        const offsets = [{ topic, partition, offset }]
        await this.#patiently(() => producer.sendOffsets(offsets, consumer.groupMetadata()))
      }
      if (this.#chance(0.02)) return true
      await this.#patiently(() => producer.commit())
      this.#note('committed')
    } catch (problem) {
      if (!(problem instanceof AbortableError)) throw problem
      this.#note(`aborted after ${problem.code}`)
      await this.#patiently(() => producer.abort())
      await this.#rewind(consumer, { topic, partition })
    }
    return false
  }

  /** Back to where the group stands, if the partition is still this member's. */
  async #rewind(consumer: Consumer, partition: { topic: string; partition: number }): Promise<void> {
    const committed = await this.#patiently(() => consumer.committed([partition]))
    const isMine = consumer.assignment.some((one) => one.partition === partition.partition)
    const offset = committed.get(`${partition.topic}-${partition.partition}`)?.offset
    if (isMine) consumer.seek(partition, offset ?? 'earliest')
  }

  /** As long as the error says that it may be made again. */
  async #patiently<Result>(call: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await call()
      } catch (problem) {
        const isFinal = [AbortableError, FatalError, FencedError, ClosedError].some((one) => problem instanceof one)
        if (isFinal || !(problem instanceof ClientError && problem.retriable)) throw problem
        this.#note(`again after ${problem.code}`)
        await this.#world.sleep(100)
      }
    }
  }

  #chance(likelihood: number): boolean {
    return !this.#isPeace && this.#random.chance(likelihood)
  }

  #note(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}
