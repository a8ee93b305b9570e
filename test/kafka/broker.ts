/**
 * A real Apache Kafka of one node, broker and controller in one, on this machine's loopback and ports that are
 * free. It can be stopped as an operator does it, or killed, and started again on the same directory.
 */
import assert from 'node:assert/strict'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { runJava, startJava } from './java.ts'

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk'
const READY = 'Kafka Server started'
const START_ATTEMPTS = 3
const tellWhenReady = ['-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info']

type Settings = Readonly<Record<string, string | number>>

interface StartOptions {
  /** As in production: it takes its time to get fast, and 1 GB. */
  readonly isForLoad?: boolean
  /** Does not wait until it is ready, which whoever asks for that finds out. */
  readonly isReadyAtOnce?: boolean
  /** Beside what a node needs. Default: what makes a short test meet what a long life would bring. */
  readonly settings?: Settings
  /** Of Apache Kafka. Default: the newest that we know. */
  readonly version?: string
}

export class Broker {
  readonly bootstrap: string
  readonly #process: ChildProcessWithoutNullStreams

  private constructor(bootstrap: string, process: ChildProcessWithoutNullStreams) {
    this.bootstrap = bootstrap
    this.#process = process
  }

  /** Starts on `folder`, of which `logDirectory(folder)` is the data directory; a new one is formatted. */
  static async start(
    folder: string,
    { isForLoad = false, isReadyAtOnce = false, settings = testSettings, ...of }: StartOptions = {},
  ): Promise<Broker> {
    for (let attempt = 1; ; attempt++) {
      const [port = 0, controllerPort = 0] = await freePorts(2)
      const properties = writeProperties(folder, {
        port,
        controllerPort,
        settings,
      })
      if (!existsSync(logDirectory(folder))) {
        await runJava('kafka.tools.StorageTool', ['format', '-t', CLUSTER_ID, '-c', properties], of)
      }
      const child = await startJava(['interchange.Watched', 'kafka.Kafka', properties], {
        properties: tellWhenReady,
        isForLoad,
        ...of,
      })
      const ready = untilReady(child)
      const complaint = isReadyAtOnce ? null : await ready
      if (complaint === null) return new Broker(`127.0.0.1:${port}`, child)
      // Somebody may have taken one of the ports in between.
      if (attempt === START_ATTEMPTS || !complaint.includes('BindException')) throw new Error(complaint)
    }
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** As an operator does it: the broker closes its logs, and says on the disk that it did. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** As a crash does it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'close')
    assert.ok(this.#process.kill(signal), `process ${this.#process.pid} takes ${signal}`)
    await ended
  }
}

/** The data directory of a broker that was started on the folder. */
export function logDirectory(folder: string): string {
  return join(folder, 'data')
}

/** A short test meets with these what a long life would bring. */
const testSettings: Settings = {
  'offsets.topic.num.partitions': 2,
  'transaction.state.log.num.partitions': 2,
  // A killed broker is let in again only when its old session is over.
  'broker.session.timeout.ms': 2_000,
  'broker.heartbeat.interval.ms': 500,
  'log.index.size.max.bytes': 256 * 1024,
  // A start that was moved is on the disk before the test can kill the broker.
  'log.initial.task.delay.ms': 100,
  'log.flush.start.offset.checkpoint.interval.ms': 200,
  'log.cleaner.backoff.ms': 200,
  // So that there are snapshots of the metadata beside its log.
  'metadata.log.max.record.bytes.between.snapshots': 500,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
}

interface Properties {
  readonly port: number
  readonly controllerPort: number
  readonly settings: Settings
}

function writeProperties(folder: string, { port, controllerPort, settings }: Properties): string {
  const all = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDirectory(folder),
    'offsets.topic.replication.factor': 1,
    'group.initial.rebalance.delay.ms': 0,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    ...settings,
  }
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'server.properties')
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(path, lines.join(''))
  return path
}

/** Null when the broker is ready, or what it said before it ended. */
function untilReady(child: ChildProcessWithoutNullStreams): Promise<string | null> {
  return new Promise((resolve) => {
    let output = ''
    const keep = (text: string) => {
      output = (output + text).slice(-20_000)
      if (output.includes(READY)) resolve(null)
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', (problem) => resolve(String(problem)))
    child.on('close', (code, signal) => resolve(`the broker ended (${signal ?? code}) before it was ready:\n${output}`))
  })
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  return await Promise.all(
    servers.map(async (server) => {
      const address = server.address()
      assert.ok(address !== null && typeof address === 'object')
      await new Promise((closed) => server.close(closed))
      return address.port
    }),
  )
}
