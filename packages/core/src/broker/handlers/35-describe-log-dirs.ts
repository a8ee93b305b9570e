/**
 * DescribeLogDirs: what lies in the data directory, partition by partition. With one copy of each log
 * none is behind and none on the move.
 */
import { DiskError, type DiskSpace } from '../../host/disk.ts'
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import type { Partition } from '../topics/partition.ts'
import type { Topics } from '../topics/topics.ts'

type Wanted = NonNullable<Body<typeof apis.describeLogDirs.request>['topics']>[number]

export const describeLogDirs = handler(apis.describeLogDirs, ({ body }, { directory, topics }) => {
  const { path: logDir } = directory
  const space = spaceOf(directory)
  if (space === null) {
    return { throttleTimeMs: 0, results: [{ errorCode: errors.KAFKA_STORAGE_ERROR.code, logDir, topics: [] }] }
  }
  const wanted = body.topics ?? Array.from(topics, ({ name, partitions }) => wantAll(name, partitions))
  const described = wanted.map((one) => describe(one, topics)).filter(({ partitions }) => partitions.length > 0)
  return { throttleTimeMs: 0, results: [{ errorCode: errors.NONE.code, logDir, topics: described, ...space }] }
})

/** Null where the disk has failed, or fails now. */
function spaceOf(directory: BrokerParts['directory']): DiskSpace | null {
  try {
    return directory.failure === null ? directory.space : null
  } catch (problem) {
    if (problem instanceof DiskError) return null
    throw problem
  }
}

function wantAll(topic: string, partitions: readonly Partition[]): Wanted {
  return { topic, partitions: partitions.map(({ index }) => index) }
}

function describe({ topic, partitions }: Wanted, topics: Topics) {
  const sizes = [...new Set(partitions)].flatMap((partitionIndex) => {
    const found = topics.partition(topic, partitionIndex)
    if (found === undefined) return []
    return [{ partitionIndex, partitionSize: found.log.sizeInBytes, offsetLag: 0, isFutureKey: false }]
  })
  return { name: topic, partitions: sizes }
}
