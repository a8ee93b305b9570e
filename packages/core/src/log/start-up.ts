/**
 * The order in which a start takes what it finds in a data directory: first whether the directory is its owner's,
 * before anything in it is changed; then what the last owner noted of the logs; then the log of the metadata, which
 * says which other logs there are; and these at last.
 */
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import type { MetaProperties } from './checkpoint/meta-properties.ts'
import { finishInterrupted } from './compaction/temporary-files.ts'
import type { DirectoryCheckpoints, NotedHistory } from './directory-checkpoints.ts'
import { CLUSTER_METADATA, type DirectoryOwner, refuseForeign } from './directory-owner.ts'
import type { Partition } from './file-names.ts'
import { partitionsToOpen } from './found-partitions.ts'
import type { PartitionDirectories } from './partition-directories.ts'
import type { PartitionLog } from './partition-log.ts'

export interface StartUpParts {
  readonly path: string
  readonly disk: Disk
  readonly logger: Logger
  readonly owner?: DirectoryOwner
  readonly identity: Checkpoint<MetaProperties>
  readonly directories: PartitionDirectories
  readonly checkpoints: DirectoryCheckpoints
  readonly open: (partition: Partition, history: NotedHistory) => PartitionLog
}

/** Opens all logs that are in use. What it has opened when it fails is to be let go of by whoever gave `open`. */
export async function startUp(parts: StartUpParts): Promise<void> {
  const { disk, owner, directories, checkpoints } = parts
  if (owner !== undefined) await claim(owner, parts)
  await directories.syncMade()
  const historyOf = await checkpoints.takeOver()
  const open = async (partition: Partition) => {
    await finishInterrupted(disk, directories.pathOf(partition))
    const log = parts.open(partition, historyOf(partition))
    await log.settleRecovery()
    return log
  }
  if (owner !== undefined) {
    await directories.make(CLUSTER_METADATA)
    await owner.load(await open(CLUSTER_METADATA))
  }
  const topicIdOf = (partition: Partition) => directories.topicIdOf(partition)
  for (const partition of partitionsToOpen({ ...parts, topicIdOf })) await open(partition)
}

async function claim(owner: DirectoryOwner, { path, disk, identity }: StartUpParts): Promise<void> {
  const found = identity.read()
  const claimed = owner.claim(found)
  refuseForeign(disk, path)
  if (found === null) await identity.write(claimed)
}
