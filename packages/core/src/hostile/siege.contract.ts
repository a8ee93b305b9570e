/**
 * A broker under siege: mutated requests over connections of their own, and between them the requests of a client
 * that means well, which are all to be answered. Sockets and time are this process's own, so a seed tells the
 * same story each time.
 */
import type { ExecutionContext } from 'ava'
import { ControlledBroker } from '../controlled.ts'
import { type LogFields, type Logger, silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemorySockets } from '../host/memory-sockets.ts'
import { SeededRandom } from '../host/random.ts'
import { type Api, apiByKey, apis } from '../protocol/apis.ts'
import { BatchBuilder } from '../records/builder.ts'
import { WireClient } from '../transport/wire-client.contract.ts'
import { mutated, validRequest } from './requests.contract.ts'

/** A topic that no hostile request names. */
const SAFE = 'nobody-but-the-good-client'

const DAY_MS = 86_400_000
const GOOD_EVERY = 50
/** As far as the clock goes when an answer does not come by itself; sessions and long polls end in between. */
const PATIENCE_MS = 60_000

export class Siege {
  readonly #clock = new ManualClock()
  readonly #sockets = new MemorySockets({ clock: this.#clock })
  readonly #random: SeededRandom
  /** What the broker called its own failure. */
  readonly failures: string[] = []
  /** Hostile requests that were answered. */
  answered = 0
  #broker: ControlledBroker | undefined
  #attacker: WireClient | undefined
  #served: Api[] = []
  #written = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  async open(): Promise<void> {
    const error = ({ error: problem }: LogFields, message: string) => {
      this.failures.push(`${message}: ${problem instanceof Error ? problem.stack : String(problem)}`)
    }
    const logger: Logger = { ...silentLogger, error }
    const options = { clock: this.#clock, sockets: this.#sockets, random: this.#random.fork(), logger }
    this.#broker = await this.#settle(
      ControlledBroker.start({ ...options, topics: ['orders', 'clicks', SAFE], port: 9092 }),
    )
    const client = await this.#connect()
    const body = { clientSoftwareName: 'good', clientSoftwareVersion: '1' }
    const { apiKeys } = await this.#settle(client.ask(apis.apiVersions, { body }))
    this.#served = apiKeys.flatMap(({ apiKey }) => apiByKey(apiKey) ?? [])
    client.close()
  }

  /** Sends so many mutated requests, and asks what a good client asks now and then. */
  async endure(t: ExecutionContext, count: number): Promise<void> {
    for (let round = 1; round <= count; round += 1) {
      const api = this.#served[this.#random.below(this.#served.length)]
      if (api === undefined) return t.fail('expected APIs that are served, found none')
      const frame = mutated(validRequest(api, this.#random), this.#random)
      await this.#attack(frame)
      if (this.failures.length > 0) return t.fail(`${api.name} ${frame.toString('hex')}\n${this.failures.join('\n')}`)
      if (round % GOOD_EVERY === 0) await this.#ask(t)
    }
  }

  /** Lets days pass, in which everything expires that does. */
  async rest(): Promise<void> {
    for (let day = 0; day < 16; day += 1) {
      this.#clock.advance(DAY_MS)
      await this.#turns(5)
    }
  }

  async close(): Promise<void> {
    if (this.#broker !== undefined) await this.#settle(this.#broker.close())
  }

  async #attack(frame: Buffer): Promise<void> {
    if (this.#attacker === undefined || this.#attacker.isOver) this.#attacker = await this.#connect()
    const attacker = this.#attacker
    let isAnswered = false
    const answer = attacker.send([frame]).then(
      () => {
        isAnswered = true
        this.answered += 1
      },
      () => {},
    )
    await this.#turns(3)
    if (isAnswered || attacker.isOver) return
    // Half a frame, a request without an answer, or one that waits: it does not keep the next one waiting.
    if (this.#random.chance(0.5)) {
      this.#clock.advance(PATIENCE_MS)
      await this.#turns(3)
    }
    attacker.close()
    this.#attacker = undefined
    await this.#settle(answer)
  }

  /** What a client asks that means well: to write, and to read it again. */
  async #ask(t: ExecutionContext): Promise<void> {
    const client = await this.#connect()
    this.#written += 1
    const value = `message ${this.#written}`
    const builder = new BatchBuilder()
    builder.tryAppendPair(null, Buffer.from(value), this.#clock.nowMs())
    const partitionData = [{ index: 0, records: builder.build() }]
    const produce = { acks: -1, timeoutMs: 1000, topicData: [{ name: SAFE, partitionData }] }
    const { responses } = await this.#settle(client.ask(apis.produce, { version: 9, body: produce }))
    const written = responses[0]?.partitionResponses[0]
    t.is(written?.errorCode, 0)
    const partitions = [{ partition: 0, fetchOffset: written?.baseOffset ?? -1, partitionMaxBytes: 100_000 }]
    const fetch = { maxWaitMs: 0, minBytes: 1, topics: [{ topic: SAFE, partitions }] }
    const fetched = await this.#settle(client.ask(apis.fetch, { version: 11, body: fetch }))
    t.true(fetched.responses[0]?.partitions[0]?.records?.includes(value))
    const metadata = await this.#settle(client.ask(apis.metadata, { version: 9, body: { topics: [{ name: SAFE }] } }))
    t.is(metadata.topics[0]?.errorCode, 0)
    client.close()
  }

  #connect(): Promise<WireClient> {
    return this.#settle(WireClient.connect({ host: '127.0.0.1', port: 9092 }, this.#sockets))
  }

  /** Lets sockets and promises have their turns until something is there. */
  async #settle<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false
    const note = () => {
      isSettled = true
    }
    promise.then(note, note)
    for (let turn = 0; !isSettled; turn += 1) {
      if (turn > 10_000) throw new Error('expected an answer, found none in 10,000 turns')
      await this.#turns(1)
    }
    return await promise
  }

  async #turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      this.#clock.advance(0)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
}
