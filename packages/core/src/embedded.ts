/**
 * A broker within this process: the one file that joins the broker, which knows no sockets, and the transport,
 * which knows no requests. Without a data directory it lives in memory and is gone when it is closed.
 */

import { Broker } from './broker/broker.ts'
import type { BrokerConfig } from './broker/broker-config.ts'
import type { GivenSettings } from './broker/configs/given-settings.ts'
import { checkNewTopic, TopicRefusedError } from './broker/topics/topic-rules.ts'
import { type Clock, systemClock } from './host/clock.ts'
import type { Disk } from './host/disk.ts'
import { type Logger, plainLogger } from './host/logger.ts'
import { MemoryDisk } from './host/memory-disk.ts'
import { systemDisk } from './host/node-disk.ts'
import { systemSockets } from './host/node-sockets.ts'
import { type Random, systemRandom } from './host/random.ts'
import type { Sockets } from './host/sockets.ts'
import type { FrameLimits } from './transport/frame-limits.ts'
import { FrameServer } from './transport/frame-server.ts'

/** A topic that is created at the start if it is not there. */
export interface StartTopic {
  readonly name: string
  /** Default: the broker's `numPartitions`. */
  readonly partitions?: number
  /** Under Kafka's names, for example `{ 'cleanup.policy': 'compact' }`. */
  readonly configs?: Readonly<Record<string, string>>
}

export interface StartBrokerOptions {
  /** Where the data is kept. Without it the broker is in memory. */
  readonly dataDir?: string
  /** Default: any that is free. */
  readonly port?: number
  /** Where it listens. Default: localhost, both by IPv4 and IPv6. */
  readonly host?: string
  /** What clients are told. Default: where it listens; localhost where that is everywhere. */
  readonly advertisedHost?: string
  readonly advertisedPort?: number
  /** Topics that are to be there, with their settings or by name alone. */
  readonly topics?: readonly (string | StartTopic)[]
  /** By Kafka's names (`num.partitions`) or as `numPartitions`. */
  readonly config?: GivenSettings
  /** Default: one line on standard error for each warning and error. */
  readonly logger?: Logger
  readonly clock?: Clock
  readonly disk?: Disk
  readonly sockets?: Sockets
  readonly random?: Random
  /** False: all happens on this thread, so that a simulation can be repeated exactly. Default: true. */
  readonly usesThreads?: boolean
}

export interface RunningBroker extends AsyncDisposable {
  /** Where clients find it: `localhost:9092`. */
  readonly address: string
  readonly host: string
  readonly port: number
  /** Lets the answers that are under way go, makes everything durable, and lets go of port and data directory. */
  close(): Promise<void>
}

/** Names of all addresses of the machine, which are none to connect to. */
const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** Where the data is without a directory: on a disk that is this broker's alone. */
const IN_MEMORY = '/data'

/**
 * Starts a broker that Kafka clients can connect to.
 *
 * ```ts
 * await using broker = await startBroker({ topics: ['orders'] })
 * const kafka = new Kafka({ brokers: [broker.address] })
 * ```
 *
 * @throws TopicRefusedError for a topic that cannot be, SocketError if the port cannot be had, LockedError if another
 * process has the data directory, ForeignDirectoryError if what is in it is another's, BrokerConfigError for a setting
 * that cannot be.
 */
export async function startBroker(options: StartBrokerOptions = {}): Promise<RunningBroker> {
  return (await openBroker(options)).running
}

/** Starts a broker, and gives what is inside as well: for tests that reach in. */
export async function openBroker(options: StartBrokerOptions): Promise<{ running: RunningBroker; broker: Broker }> {
  const { host = 'localhost', port = 0, topics = [], logger = plainLogger(), usesThreads } = options
  const { clock = systemClock, random = systemRandom, sockets = systemSockets } = options
  const disk = options.disk ?? (options.dataDir === undefined ? new MemoryDisk({ clock }) : systemDisk)
  const path = options.dataDir ?? IN_MEMORY
  const advertisedHost = options.advertisedHost ?? (EVERYWHERE.has(host) ? 'localhost' : host)
  const node = { nodeId: 1, rack: null, host: advertisedHost, port }
  const config = options.config ?? {}
  const broker = await Broker.open({ path, disk, clock, random, logger, config, usesThreads }, node)
  const server = new FrameServer({
    sockets,
    clock,
    logger,
    limits: limitsOf(broker.parts.config),
    receive: (frame, client) => broker.receive(frame, client),
  })
  const close = onlyOnce(async () => {
    await server.close()
    await broker.close()
  })
  try {
    await createMissing(broker, topics)
    const address = await server.listen(hostsOf(host), port)
    node.port = options.advertisedPort ?? address.port
  } catch (problem) {
    await close()
    throw problem
  }
  const address = nameOf(node)
  return { running: { address, host: node.host, port: node.port, close, [Symbol.asyncDispose]: close }, broker }
}

/** `localhost` is both of the machine's own addresses, as clients try either first. */
function hostsOf(host: string): string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host]
}

/** As clients write it. */
function nameOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function limitsOf(config: BrokerConfig): FrameLimits {
  return {
    requestBytesMax: config.socketRequestMaxBytes,
    queuedRequestsMax: config.queuedMaxRequests,
    connectionsMax: config.maxConnections,
    connectionsPerHostMax: config.maxConnectionsPerIp,
    idleMs: config.connectionsMaxIdleMs,
    unreadMs: config.connectionsMaxUnreadMs,
  }
}

async function createMissing(broker: Broker, wanted: readonly (string | StartTopic)[]): Promise<void> {
  const { topics, config, node } = broker.parts
  for (const one of wanted) {
    const { name, partitions = config.numPartitions, configs = {} } = typeof one === 'string' ? { name: one } : one
    if (topics.has(name)) continue
    const settings = Object.entries(configs).map(([setting, value]) => ({ name: setting, value }))
    const asked = { name, numPartitions: partitions, replicationFactor: -1, assignments: [], configs: settings }
    const checked = checkNewTopic(asked, { topics, nodeId: node.nodeId, numPartitions: config.numPartitions })
    if ('kind' in checked) throw new TopicRefusedError(name, checked)
    await topics.create(checked)
  }
}

function onlyOnce(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= run())
}
