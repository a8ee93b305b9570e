/**
 * A small cluster with a clock of its own, for stories that follow from a seed: clients work on it while requests
 * go wrong by chance, and at the end what the broker has written to its disk is read without asking any client.
 */
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { MemorySockets } from '../../host/memory-sockets.ts'
import { SeededRandom } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { answer, ControlledBroker, DataDirectory, defaultLogConfig, pass } from '../../testing.ts'
import type { ClientOptions } from '../client-options.ts'
import { pause } from '../pause.ts'
import { StoredRecords } from './stored-records.contract.ts'

/** Where the broker keeps its data on a disk that is its own. */
const PATH = '/data'
/** Between two moves of the clock everybody has a turn; so coarse is time here. */
const STEP_MS = 4

export interface Topic {
  readonly name: string
  readonly partitions: number
}

export class World implements AsyncDisposable {
  readonly clock: ManualClock
  readonly random: SeededRandom
  readonly broker: ControlledBroker
  /** How long clients wait for an answer. */
  requestTimeoutMs = 30_000
  readonly #sockets: MemorySockets
  readonly #disk: MemoryDisk

  private constructor(parts: {
    clock: ManualClock
    random: SeededRandom
    broker: ControlledBroker
    sockets: MemorySockets
    disk: MemoryDisk
  }) {
    this.clock = parts.clock
    this.random = parts.random
    this.broker = parts.broker
    this.#sockets = parts.sockets
    this.#disk = parts.disk
  }

  static async open(seed: number, topics: readonly Topic[]): Promise<World> {
    const clock = new ManualClock()
    const random = new SeededRandom(seed)
    const sockets = new MemorySockets({ clock })
    const disk = new MemoryDisk({ clock })
    const config = {
      groupInitialRebalanceDelayMs: 0,
      offsetsTopicNumPartitions: 2,
      transactionStateLogNumPartitions: 2,
    }
    const parts = { clock, random: random.fork(), sockets, disk, topics, config, logger: silentLogger }
    const starting = ControlledBroker.start({ ...parts, dataDir: PATH, usesThreads: false })
    return new World({ clock, random, broker: await driven(clock, starting), sockets, disk })
  }

  /** What a client of this world is told. */
  client(clientId: string): ClientOptions {
    const { clock, broker } = this
    return {
      brokers: [broker.address],
      clientId,
      clock,
      sockets: this.#sockets,
      random: this.random.fork(),
      logger: silentLogger,
      requestTimeoutMs: this.requestTimeoutMs,
    }
  }

  /** Brokers say that transaction version 1 is in force, as before Apache Kafka 4.0. */
  speakVersion1(): void {
    this.broker.control(apis.apiVersions, async (request) => {
      const truth = await request.handle()
      if (truth === null) return pass
      const finalizedFeatures = [{ name: 'transaction.version', maxVersionLevel: 1, minVersionLevel: 1 }]
      return answer({ ...truth, finalizedFeatures })
    })
  }

  async sleep(durationMs: number): Promise<void> {
    await pause(this.clock, durationMs)
  }

  /** What the work gives, while time passes; an error where it is not done by then. */
  async run<Result>(work: Promise<Result>, withinMs: number): Promise<Result> {
    return await driven(this.clock, work, withinMs)
  }

  /** Closes the broker and gives what lies on its disk. */
  async end(): Promise<StoredRecords> {
    await driven(this.clock, this.broker.close())
    const place = { path: PATH, disk: this.#disk, clock: this.clock, logger: silentLogger }
    const opening = DataDirectory.open({ ...place, configOf: () => defaultLogConfig })
    const directory = await driven(this.clock, opening)
    const stored = new StoredRecords(directory)
    await driven(this.clock, directory.close())
    return stored
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await driven(this.clock, this.broker.close())
  }
}

async function driven<Result>(clock: ManualClock, work: Promise<Result>, withinMs = 600_000): Promise<Result> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  work.then(settle, settle)
  const endMs = clock.elapsedMs() + withinMs
  while (!isSettled && clock.elapsedMs() < endMs) {
    await new Promise(setImmediate)
    if (!isSettled) clock.advance(STEP_MS)
  }
  if (!isSettled) throw new Error(`the story does not come to an end within ${withinMs} ms`)
  return await work
}
