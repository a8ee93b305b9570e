/** What is needed to say something of running applications: records in, records out, and applications that are closed after. */
import { Consumer, Producer, silentLogger } from '@millrace/core'
import { Streams, type StreamsConfig, type Topology } from '@millrace/streams'
import { long } from '@millrace/streams/serde'
import { emptyFolder } from '@millrace/test-kafka/folders.ts'
import type { Stage } from './cluster.ts'

export interface SeenRecord {
  readonly key: string
  readonly value: Buffer | null
}

const PATIENCE_MS = 40_000

export class RunningApplications implements AsyncDisposable {
  readonly stage: Stage
  readonly #producer: Producer
  readonly #apps: Streams[] = []
  readonly #consumers: Consumer[] = []

  constructor(stage: Stage) {
    this.stage = stage
    this.#producer = new Producer({ brokers: stage.brokers, logger: silentLogger, lingerMs: 0 })
  }

  /** On another machine than the others, unless `stateDir` says which. */
  app(topology: Topology, config: Partial<StreamsConfig> = {}): Streams {
    const { applicationId, brokers } = this.stage
    const places = { applicationId, brokers, stateDir: emptyFolder(), logger: silentLogger }
    // Many facts share two cores; what waits for sessions to end should not wait long.
    const times = { commitInterval: 50, sessionTimeout: '2s', heartbeatInterval: 200 } as const
    const app = new Streams(topology, { ...places, ...times, ...config })
    this.#apps.push(app)
    return app
  }

  /** Started, and at work on its tasks. */
  async running(topology: Topology, config: Partial<StreamsConfig> = {}): Promise<Streams> {
    const app = this.app(topology, config)
    await app.start()
    await app.until(['RUNNING'], { timeoutMs: PATIENCE_MS })
    return app
  }

  async send(
    topic: string,
    records: readonly (readonly [key: string, value: string | Buffer])[],
    timestamp?: number,
  ): Promise<void> {
    for (const [key, value] of records) this.#producer.send({ topic, key, value, timestamp })
    await this.#producer.flush()
  }

  /** What is committed in a topic, from its beginning until there is enough of it. */
  async read(topic: string, isEnough: (seen: readonly SeenRecord[]) => boolean): Promise<readonly SeenRecord[]> {
    const consumer = new Consumer({
      brokers: this.stage.brokers,
      topics: [topic],
      from: 'earliest',
      logger: silentLogger,
    })
    this.#consumers.push(consumer)
    const seen: SeenRecord[] = []
    const signal = AbortSignal.timeout(PATIENCE_MS)
    for await (const { key, value } of consumer.records({ signal })) {
      seen.push({ key: String(key), value })
      if (isEnough(seen)) return seen
    }
    throw new Error(`topic ${topic}: it never came to be; there was ${seen.map(({ key }) => key).join(' ')}`)
  }

  /** The last number of each key, once these are the last. */
  async table(topic: string, expected: Readonly<Record<string, number>>): Promise<Readonly<Record<string, number>>> {
    const goal = JSON.stringify(sorted(expected))
    const last = (seen: readonly SeenRecord[]) => {
      return sorted(
        Object.fromEntries(seen.map(({ key, value }) => [key, value === null ? 0 : long.deserialize(value)])),
      )
    }
    return last(await this.read(topic, (seen) => JSON.stringify(last(seen)) === goal))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.close({ timeoutMs: 5_000 })))
    await Promise.all(this.#consumers.map((consumer) => consumer.close()))
    await this.#producer.close()
  }
}

function sorted(table: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1)))
}
