/**
 * The directories of a data directory's partitions: how one is made, which topic it says it belongs to, and how it
 * goes so that a crash in between leaves nothing that would come back.
 */
import { dirname, join } from 'node:path'
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { PARTITION_METADATA, partitionMetadataFormat } from './checkpoint/partition-metadata.ts'
import { MalformedCheckpointError } from './errors.ts'
import { type Partition, partitionDirectoryName, retiredDirectoryName } from './file-names.ts'
import { inTurns } from './turns.ts'

export interface PartitionDirectoriesOptions {
  /** The data directory. */
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
}

export class PartitionDirectories {
  readonly #options: PartitionDirectoriesOptions
  /** Directories that were not there, the outermost last. */
  readonly #made: readonly string[]

  /** Makes the data directory where there is none. */
  constructor(options: PartitionDirectoriesOptions) {
    const { disk, path } = options
    this.#options = options
    this.#made = missing(disk, path)
    disk.makeDirectory(path)
  }

  /** Makes durable that the data directory is there: nothing in it is before its name is. */
  async syncMade(): Promise<void> {
    for (const made of this.#made) await this.#options.disk.syncDirectory(dirname(made))
  }

  pathOf(partition: Partition): string {
    return join(this.#options.path, partitionDirectoryName(partition))
  }

  /** The topic that a partition's directory says it belongs to; null where it does not say. */
  topicIdOf(partition: Partition): string | null {
    try {
      return this.#metadata(partition).read()?.topicId ?? null
    } catch (problem) {
      if (problem instanceof MalformedCheckpointError) return null // what a crash left of a new one
      throw problem
    }
  }

  /** Makes a partition's directory, durably, where there is none. */
  async make(partition: Partition): Promise<void> {
    this.#options.disk.makeDirectory(this.pathOf(partition))
    await this.sync()
  }

  /** Writes down whose directory it is. A crash may take that back, but not the directory once `sync` is kept. */
  label(partition: Partition, topicId: string): void {
    this.#metadata(partition).place({ topicId })
  }

  /** Makes durable which directories there are. */
  async sync(): Promise<void> {
    const { disk, path } = this.#options
    await disk.syncDirectory(path)
  }

  /**
   * Takes partitions out of use, and gives what is to be removed of them. They do not come back after a crash once
   * the promise is kept.
   */
  async retire(partitions: readonly Partition[], uniqueId: string): Promise<string[]> {
    const { disk, path, clock } = this.#options
    const retired: string[] = []
    await inTurns(clock, partitions, (partition) => {
      const name = join(path, retiredDirectoryName(partition, { state: 'delete', uniqueId }))
      disk.rename(this.pathOf(partition), name)
      retired.push(name)
    })
    await this.sync()
    return retired
  }

  #metadata(partition: Partition): Checkpoint<{ readonly topicId: string }> {
    const { disk } = this.#options
    return new Checkpoint(disk, join(this.pathOf(partition), PARTITION_METADATA), partitionMetadataFormat)
  }
}

/** The directory and those above it that are not there. */
function missing(disk: Disk, directory: string): string[] {
  if (disk.facts(directory) !== undefined || dirname(directory) === directory) return []
  return [directory, ...missing(disk, dirname(directory))]
}
