/**
 * A broker: a function from request to reply, plus time. It knows no sockets; whoever has some hands it the
 * frames of each connection in their order, and sends what it gives.
 */
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import type { Random } from '../host/random.ts'
import { DataDirectory } from '../log/data-directory.ts'
import { defaultLogConfig } from '../log/log-config.ts'
import { type BrokerConfig, defaultBrokerConfig } from './broker-config.ts'
import type { BrokerParts } from './broker-parts.ts'
import type { Client, Reply } from './call.ts'
import { dispatch } from './dispatch.ts'
import { Fetches } from './fetch/fetches.ts'
import { Groups } from './groups/groups.ts'
import { handlers } from './handlers/table.ts'
import { InternalTopics } from './internal-topics.ts'
import type { Node } from './node.ts'
import { Topics } from './topics/topics.ts'
import { IdsBehindLogs } from './transactions/ids-behind-logs.ts'
import { Transactions } from './transactions/transactions.ts'

export interface BrokerOptions {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config?: Partial<BrokerConfig>
}

export class Broker {
  readonly #directory: DataDirectory
  readonly #parts: BrokerParts

  private constructor(directory: DataDirectory, parts: BrokerParts) {
    this.#directory = directory
    this.#parts = parts
  }

  /**
   * Takes the data directory and brings back what is in it. `node` is asked for with each request, as where
   * the broker can be reached is known later.
   *
   * @throws LockedError if somebody else has the directory.
   */
  static async open(options: BrokerOptions, node: Node): Promise<Broker> {
    const { path, disk, clock, random, logger } = options
    const config = { ...defaultBrokerConfig, ...options.config }
    const directory = await DataDirectory.open({ path, disk, clock, logger, configOf: () => defaultLogConfig })
    const topics = new Topics({ directory, clock, random })
    const internalTopics = new InternalTopics(topics, config)
    const coordinated = { clock, random, logger, config, topics, internalTopics }
    const groups = new Groups(coordinated)
    const producerIdBlocks = new IdsBehindLogs(topics)
    const transactions = new Transactions({ ...coordinated, groups, producerIdBlocks })
    groups.load()
    transactions.load()
    const fetches = new Fetches({ clock, random, config, topics, node })
    return new Broker(directory, { ...coordinated, node, fetches, groups, transactions, served: handlers })
  }

  /** For tests, and for programs that have the broker in them. */
  get parts(): BrokerParts {
    return this.#parts
  }

  /** Handles a frame, whose size is cut off. */
  receive(frame: Buffer, client: Client): Reply | Promise<Reply> {
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
