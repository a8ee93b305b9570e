/**
 * A broker: a function from request to reply, plus time. It knows no sockets; whoever has some hands it the
 * frames of each connection in their order, and sends what it gives.
 */
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import type { Random } from '../host/random.ts'
import { DataDirectory } from '../log/data-directory.ts'
import type { FrameReply } from '../protocol/frame-reply.ts'
import type { BrokerParts } from './broker-parts.ts'
import type { Client } from './call.ts'
import { Configuration } from './configs/configuration.ts'
import { checkGiven, type GivenSettings } from './configs/given-settings.ts'
import { logConfigFrom } from './configs/topic-values.ts'
import { Controls } from './controls/controls.ts'
import { dispatch } from './dispatch.ts'
import { Fetches } from './fetch/fetches.ts'
import { Groups } from './groups/groups.ts'
import { handlers } from './handlers/table.ts'
import { InternalTopics } from './internal-topics.ts'
import { Metadata } from './metadata/metadata.ts'
import { nodeAt, type Place } from './node.ts'
import { Topics } from './topics/topics.ts'
import { Transactions } from './transactions/transactions.ts'

export interface BrokerOptions {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config?: GivenSettings
  /** False: all happens on this thread, so that a simulation can be repeated exactly. Default: true. */
  readonly usesThreads?: boolean | undefined
}

export class Broker {
  readonly #directory: DataDirectory
  readonly #parts: BrokerParts

  private constructor(directory: DataDirectory, parts: BrokerParts) {
    this.#directory = directory
    this.#parts = parts
  }

  /**
   * Takes the data directory and brings back what is in it. `place` is asked for with each request, as where
   * the broker can be reached is known later.
   *
   * @throws LockedError if somebody else has the directory, ForeignDirectoryError if what is in it is another's,
   * BrokerConfigError for a setting that cannot be.
   */
  static async open(options: BrokerOptions, place: Place): Promise<Broker> {
    const { path, clock, random, logger } = options
    const given = checkGiven(options.config ?? {})
    const metadata = new Metadata({ clock, random, place, path, newClusterSettings: newClusterSettings(given) })
    const configuration = new Configuration({ nodeId: place.nodeId, given, state: metadata.state })
    const directory = await openDirectory(options, { metadata, configuration })
    configuration.refresh()
    const config = configuration.broker
    const topics = await Topics.open({ directory, metadata, configuration, random })
    const internalTopics = new InternalTopics(topics, config)
    const coordinated = { clock, random, logger, config, topics, internalTopics }
    const groups = new Groups(coordinated)
    const producerIdBlocks = { reserve: () => metadata.takeProducerIds() }
    const transactions = new Transactions({ ...coordinated, groups, producerIdBlocks })
    topics.whenDeleted(({ name }) => groups.topicDeleted(name))
    groups.load()
    transactions.load()
    const node = nodeAt(place, metadata.clusterId)
    const fetches = new Fetches({ clock, random, config, topics, node })
    const controls = new Controls({ clock, topics })
    const asked = { node, fetches, groups, transactions, controls, served: handlers }
    return new Broker(directory, { ...coordinated, directory, configuration, metadata, ...asked })
  }

  /** For tests, and for programs that have the broker in them. */
  get parts(): BrokerParts {
    return this.#parts
  }

  /** Handles a frame, whose size is cut off. */
  receive(frame: Buffer, client: Client): FrameReply | Promise<FrameReply> {
    return dispatch(frame, client, this.#parts)
  }

  /** Makes everything durable and lets go of the data directory. */
  async close(): Promise<void> {
    this.#parts.fetches.close()
    this.#parts.transactions.close()
    this.#parts.groups.close()
    await this.#directory.close()
  }
}

type DirectoryParts = Pick<BrokerParts, 'metadata' | 'configuration'>

async function openDirectory(options: BrokerOptions, parts: DirectoryParts): Promise<DataDirectory> {
  const { path, disk, clock, logger, usesThreads } = options
  const { metadata: owner, configuration } = parts
  const { broker: config } = configuration
  const maxIoBytesPerSecond = config.logCleanerIoMaxBytesPerSecond
  return await DataDirectory.open({
    path,
    disk,
    clock,
    logger,
    usesThreads,
    owner,
    configOf: (topic) => logConfigFrom(configuration.valuesFor(topic)),
    retentionCheckMs: config.logRetentionCheckIntervalMs,
    checkpointMs: config.logFlushOffsetCheckpointIntervalMs,
    compactionCheckMs: config.logCleanerBackoffMs,
    cleanerMapBytes: config.logCleanerDedupeBufferSize,
    cleanerMaxIoBytesPerSecond: maxIoBytesPerSecond,
    producerExpirationMs: config.producerIdExpirationMs,
  })
}

/**
 * Apache Kafka's controller keeps how many replicas a write needs among the settings of the cluster, from the first
 * start on, so that they follow one rule wherever a partition is led.
 */
function newClusterSettings(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const name = 'min.insync.replicas'
  return new Map([[name, given.get(name) ?? '1']])
}
