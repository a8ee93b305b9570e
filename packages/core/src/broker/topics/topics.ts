/**
 * The topics of the broker: what the metadata says of them, and the logs of their partitions. A change is
 * made in the metadata first and is durable there before its promise is kept.
 */
import type { Clock } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import type { DataDirectory } from '../../log/data-directory.ts'
import { defaultLogConfig, type LogConfig } from '../../log/log-config.ts'
import { Partition } from './partition.ts'

export interface Topic {
  readonly name: string
  /** 22 characters of base64url. */
  readonly id: string
  /** The broker's own, such as `__consumer_offsets`. */
  readonly isInternal: boolean
  readonly partitions: readonly Partition[]
  /** What was set for it, under Kafka's names; the rest is default. */
  readonly configs: ReadonlyMap<string, string>
  readonly logConfig: LogConfig
}

export interface NewTopic {
  readonly name: string
  readonly partitionCount: number
  readonly configs?: ReadonlyMap<string, string>
}

export interface TopicsOptions {
  readonly directory: DataDirectory
  readonly clock: Clock
  readonly random: Random
}

const INTERNAL = new Set(['__consumer_offsets', '__transaction_state'])

export class Topics {
  readonly #options: TopicsOptions
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()

  constructor(options: TopicsOptions) {
    this.#options = options
  }

  [Symbol.iterator](): IterableIterator<Topic> {
    return this.#byName.values()
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  partition(topic: string, index: number): Partition | undefined {
    return this.#byName.get(topic)?.partitions[index]
  }

  /** Creates a topic that is not there; names and numbers are checked by then. */
  async create({ name, partitionCount, configs = new Map() }: NewTopic): Promise<Topic> {
    const { directory, random } = this.#options
    const id = random.bytes(16).toString('base64url')
    const partitions: Partition[] = []
    for (let index = 0; index < partitionCount; index += 1) {
      const log = await directory.create({ topic: name, partition: index }, id)
      partitions.push(new Partition({ topic: name, index, log, leaderEpoch: 0 }))
    }
    const isInternal = INTERNAL.has(name)
    const topic: Topic = { name, id, isInternal, partitions, configs, logConfig: defaultLogConfig }
    this.#byName.set(name, topic)
    this.#byId.set(id, topic)
    return topic
  }

  async delete(topic: Topic): Promise<void> {
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.id)
    for (const partition of topic.partitions) partition.retire()
    for (const { index: partition } of topic.partitions) {
      await this.#options.directory.delete({ topic: topic.name, partition }, topic.id)
    }
  }
}
