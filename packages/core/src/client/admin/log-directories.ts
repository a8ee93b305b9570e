/** What lies in the log directories of brokers: which partitions, how large, and how much room there is. */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { type ErrorName, errorByCode, errors } from '../../protocol/errors.ts'
import type { describeLogDirsResponse } from '../../protocol/messages/35-describe-log-dirs.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import { byName, byTopic } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import type { Errands } from './errands.ts'

export interface ReplicaInDirectory extends TopicPartition {
  readonly sizeBytes: number
  /** How many records it is behind its leader's high watermark, or behind the log that it is to replace. */
  readonly lag: number
  /** Being moved here from another directory of the broker. */
  readonly isFuture: boolean
}

export interface LogDirectory {
  readonly path: string
  /** Null where it is well; a directory whose disk has failed is KAFKA_STORAGE_ERROR. */
  readonly error: ErrorName | null
  /** Of the volume; -1 where it is not known. */
  readonly totalBytes: number
  readonly usableBytes: number
  readonly replicas: readonly ReplicaInDirectory[]
}

export interface DescribeLogDirectoriesOptions extends CallOptions {
  /** Only these partitions. Default: all. */
  readonly partitions?: Iterable<TopicPartition>
}

export class LogDirectories {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** The directories of these brokers, by their numbers. */
  async describe(
    nodeIds: Iterable<number>,
    options: DescribeLogDirectoriesOptions = {},
  ): Promise<ReadonlyMap<number, readonly LogDirectory[]>> {
    const { partitions } = options
    const topics =
      partitions === undefined
        ? null
        : byTopic(partitions).map(({ topic, parts }) => ({ topic, partitions: parts.map((one) => one.partition) }))
    return await this.#errands.run(
      {
        api: apis.describeLogDirs,
        items: byName(nodeIds),
        route: this.#errands.brokers<number>(),
        ask: async (to, share) => {
          const answer = await to.ask({ api: apis.describeLogDirs, body: { topics } })
          const told = answer.errorCode === errors.NONE.code ? { value: answer.results.map(logDirectory) } : answer
          return Array.from(share.keys(), (id) => [id, told])
        },
      },
      options,
    )
  }
}

function logDirectory(result: Body<typeof describeLogDirsResponse>['results'][number]): LogDirectory {
  const { logDir: path, errorCode, totalBytes, usableBytes, topics } = result
  const replicas = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, partitionSize: sizeBytes, offsetLag: lag, isFutureKey: isFuture }) => {
      return { topic, partition, sizeBytes, lag, isFuture }
    }),
  )
  const error = errorCode === errors.NONE.code ? null : errorByCode(errorCode).name
  return { path, error, totalBytes, usableBytes, replicas }
}
