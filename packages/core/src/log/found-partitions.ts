/**
 * The partitions whose logs a start finds and opens. What was to be deleted goes for good, and so does what the
 * directory's owner says was deleted; a log that the owner does not know goes out of the way and is kept.
 */
import { join } from 'node:path'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import { CLUSTER_METADATA, type DirectoryOwner } from './directory-owner.ts'
import { type Partition, parsePartitionDirectory, partitionDirectoryName, retiredDirectoryName } from './file-names.ts'

interface Place {
  readonly disk: Disk
  readonly path: string
  readonly logger: Logger
  readonly owner?: DirectoryOwner
  /** What a partition's directory says of itself. */
  readonly topicIdOf: (partition: Partition) => string | null
}

export function partitionsToOpen(place: Place): Partition[] {
  return partitionsIn(place).filter((partition) => mayOpen(partition, place))
}

function partitionsIn({ disk, path, logger }: Place): Partition[] {
  const partitions: Partition[] = []
  for (const name of disk.list(path)) {
    const found = disk.facts(join(path, name))?.isDirectory === true ? parsePartitionDirectory(name) : null
    if (found === null || found.topic === CLUSTER_METADATA.topic) continue
    if (found.state === null) partitions.push(found)
    else if (found.state === 'delete') disk.remove(join(path, name))
    else logger.warn({ path, name }, 'a directory that is no partition in use is left alone')
  }
  return partitions
}

function mayOpen(partition: Partition, { disk, path, owner, logger, topicIdOf }: Place): boolean {
  if (owner === undefined) return true
  const topicId = topicIdOf(partition)
  const fate = owner.fateOf(partition, topicId)
  const name = partitionDirectoryName(partition)
  if (fate === 'remove') disk.remove(join(path, name))
  if (fate === 'set aside') {
    const aside = nameAside(partition, { disk, path, topicId })
    logger.warn({ path, name, topicId, aside }, 'a log of a topic that the metadata does not know is set aside')
    disk.rename(join(path, name), join(path, aside))
  }
  return fate === 'open'
}

/** One that no directory has yet: others of that name may have been set aside before. */
function nameAside(partition: Partition, place: { disk: Disk; path: string; topicId: string | null }): string {
  const { disk, path, topicId } = place
  for (let attempt = 1; ; attempt++) {
    const uniqueId = `${topicId ?? 'unknown'}${attempt === 1 ? '' : `~${attempt}`}`
    const name = retiredDirectoryName(partition, { state: 'stray', uniqueId })
    if (disk.facts(join(path, name)) === undefined) return name
  }
}
