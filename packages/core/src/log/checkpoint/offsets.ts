/**
 * An offset for each partition of a data directory: up to where the log is durable, where it begins,
 * up to where it is replicated, and up to where it was cleaned.
 */
import { type Partition, partitionDirectoryName } from '../file-names.ts'
import { integer, natural32, rowsFormat } from './rows.ts'

/** The files in a data directory that have this format. */
export const OFFSET_CHECKPOINTS = {
  recoveryPoints: 'recovery-point-offset-checkpoint',
  logStarts: 'log-start-offset-checkpoint',
  highWatermarks: 'replication-offset-checkpoint',
  cleanedUpTo: 'cleaner-offset-checkpoint',
} as const

export interface PartitionOffset extends Partition {
  readonly offset: number
}

export const offsetsFormat = rowsFormat<PartitionOffset>({
  columns: 'topic partition offset',
  fields: ({ topic, partition, offset }) => [topic, partition, offset],
  row(fields) {
    const [topic = '', partitionText = '', offsetText = ''] = fields
    const partition = natural32(partitionText)
    const offset = integer(offsetText)
    if (fields.length !== 3 || topic === '' || partition === null || offset === null) return null
    return { topic, partition, offset }
  },
})

/** The offsets by the names of the partitions' directories. */
export function offsetsByName(offsets: readonly PartitionOffset[]): Map<string, number> {
  return new Map(offsets.map((one) => [partitionDirectoryName(one), one.offset]))
}
