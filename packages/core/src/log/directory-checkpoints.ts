/**
 * What a data directory tells its next start: how far each log is durable, where it begins, and that all of it
 * was closed properly. What it says of a log that was deleted must be overwritten before another takes its name.
 */
import { join } from 'node:path'
import type { Disk } from '../host/disk.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { CLEAN_SHUTDOWN, cleanShutdownFormat } from './checkpoint/clean-shutdown.ts'
import { OFFSET_CHECKPOINTS, offsetsByName, offsetsFormat, type PartitionOffset } from './checkpoint/offsets.ts'
import { type Partition, partitionDirectoryName } from './file-names.ts'
import type { LogHistory } from './log-parts.ts'

/** What the files say of a log. */
export type NotedHistory = Omit<LogHistory, 'producerExpirationMs'>

/** What is written down of a log. */
export interface NotedLog extends Partition {
  readonly log: { readonly recoveryPoint: number; readonly startOffset: number }
}

export class DirectoryCheckpoints {
  readonly #disk: Disk
  readonly #path: string
  readonly #recoveryPoints: Checkpoint<readonly PartitionOffset[]>
  readonly #logStarts: Checkpoint<readonly PartitionOffset[]>
  readonly #cleanShutdown: Checkpoint<{ readonly brokerEpoch: number }>
  /** What the mark of the last proper close says, and the next one has to: Kafka's controller knows a broker by it. */
  #brokerEpoch = -1
  /** The logs that the files tell of, perhaps deleted since. */
  #noted = new Set<string>()

  constructor(disk: Disk, path: string) {
    this.#disk = disk
    this.#path = path
    this.#recoveryPoints = new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.recoveryPoints), offsetsFormat)
    this.#logStarts = new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.logStarts), offsetsFormat)
    this.#cleanShutdown = new Checkpoint(disk, join(path, CLEAN_SHUTDOWN), cleanShutdownFormat)
  }

  /** What the files say of any log. The mark of a proper close is taken away: from the first append on it would be a lie. */
  async takeOver(): Promise<(partition: Partition) => NotedHistory> {
    const closed = this.#cleanShutdown.read()
    const hadCleanShutdown = closed !== null
    this.#brokerEpoch = closed?.brokerEpoch ?? -1
    const recoveryPoints = offsetsByName(this.#recoveryPoints.read() ?? [])
    const starts = offsetsByName(this.#logStarts.read() ?? [])
    this.#noted = new Set([...recoveryPoints.keys(), ...starts.keys()])
    if (hadCleanShutdown) {
      this.#cleanShutdown.remove()
      await this.#disk.syncDirectory(this.#path)
    }
    return (partition) => {
      const name = partitionDirectoryName(partition)
      return { hadCleanShutdown, recoveryPoint: recoveryPoints.get(name) ?? 0, startOffset: starts.get(name) ?? 0 }
    }
  }

  /** Whether the files tell of a log by that name. */
  tellOf(partition: Partition): boolean {
    return this.#noted.has(partitionDirectoryName(partition))
  }

  /** Writes down what is so now; `logs` is asked again between the files, since a log may be deleted meanwhile. */
  async write(logs: () => readonly NotedLog[]): Promise<void> {
    const written = logs()
    for (const one of written) this.#noted.add(partitionDirectoryName(one))
    await this.#recoveryPoints.write(written.map((one) => row(one, one.log.recoveryPoint)))
    const starts = logs().map((one) => row(one, one.log.startOffset))
    await this.#logStarts.write(starts.filter(({ offset }) => offset > 0))
    this.#noted = new Set(written.map(partitionDirectoryName))
  }

  /** Says that all is durable. */
  async markClean(): Promise<void> {
    await this.#cleanShutdown.write({ brokerEpoch: this.#brokerEpoch })
  }
}

function row({ topic, partition }: NotedLog, offset: number): PartitionOffset {
  return { topic, partition, offset }
}
