/**
 * Whoever has a data directory for its own, and keeps a log of what is in it there: `__cluster_metadata`. That
 * log is opened before all others, as it says which of them there are and how they are set. A directory in which
 * somebody else keeps that log is refused before anything in it is changed.
 */
import { join } from 'node:path'
import type { Disk } from '../host/disk.ts'
import type { MetaProperties } from './checkpoint/meta-properties.ts'
import { type Partition, parsePartitionDirectory, partitionDirectoryName } from './file-names.ts'
import type { LogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

/** What becomes of a log that a start finds. */
export type LogFate = 'open' | 'remove' | 'set aside'

export interface DirectoryOwner {
  /** Whose the directory is, given whose it says it is; where that cannot be, this throws. */
  claim(found: MetaProperties | null): MetaProperties
  readonly metadataConfig: LogConfig
  /** Reads the metadata, whose log is open; no other is yet. */
  load(log: PartitionLog): Promise<void>
  /** `topicId` is what the log's directory says of itself; null where it says nothing. */
  fateOf(partition: Partition, topicId: string | null): LogFate
}

/** The log of the cluster's metadata, in the place where Apache Kafka has its own. */
export const CLUSTER_METADATA: Partition = { topic: '__cluster_metadata', partition: 0 }

/** The directory holds what is not ours to take. The remedy is another directory. */
export class ForeignDirectoryError extends Error {
  override readonly name = 'ForeignDirectoryError'
  readonly path: string

  constructor(path: string, fault: { readonly expected: string; readonly found: string }) {
    super(`${path}: expected ${fault.expected}, found ${fault.found}`)
    this.path = path
  }
}

const EXPECTED = 'an empty directory, or one that this broker wrote'

/**
 * Refuses what Apache Kafka formatted or wrote, and logs without metadata, which whoever keeps the metadata
 * would have to take for left over.
 */
export function refuseForeign(disk: Disk, path: string): void {
  const refuse = (found: string): never => {
    throw new ForeignDirectoryError(path, { expected: EXPECTED, found })
  }
  const names = disk.list(path)
  if (names.includes('bootstrap.checkpoint')) refuse('bootstrap.checkpoint: Apache Kafka formatted it')
  const metadata = partitionDirectoryName(CLUSTER_METADATA)
  if (names.includes(metadata)) {
    const inside = disk.list(join(path, metadata))
    const quorums = inside.find((name) => name === 'quorum-state' || /^\d+-\d+\.checkpoint/.test(name))
    if (quorums !== undefined) refuse(`${metadata}/${quorums}: a quorum of Apache Kafka's keeps its metadata there`)
    return
  }
  const log = names.find((name) => {
    const found = disk.facts(join(path, name))?.isDirectory === true ? parsePartitionDirectory(name) : null
    return found !== null && found.state === null
  })
  if (log !== undefined) refuse(`the log ${log} and no ${metadata} that knows it`)
}
