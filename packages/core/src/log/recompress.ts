/**
 * `compression.type`: a producer's batch in the codec that its topic wants. The records are the same bytes
 * before and after, under the same header; what changes is how they are packed. Markers and what coordinators
 * append stay as they are: readers of their state take them as they wrote them.
 */
import type { Compression } from '../records/attributes.ts'
import { RecordBatch } from '../records/batch.ts'
import { rewriteBatch, type Target } from '../records/rewrite.ts'
import { setTimestamps } from '../records/stamp.ts'
import type { LogConfig } from './log-config.ts'
import { checkRecords, type RecordRefusal, type RecordRules, refusalOf } from './record-check.ts'

/** What the topic wants a batch to be written in; null where it stays as it came. */
export function targetFor(batch: RecordBatch, config: LogConfig): Target | null {
  const { compressionType: type } = config
  if (type === 'producer') return null
  const compression: Compression = type === 'uncompressed' ? 'none' : type
  return compression === batch.compression ? null : { compression, level: levelOf(compression, config) }
}

/** The batch written anew, its records checked and its timestamps set. The checksum of `batch` was checked before. */
export function recompress(
  batch: RecordBatch,
  target: Target,
  rules: RecordRules & { readonly partition: string },
): RecordBatch | RecordRefusal {
  const { config, nowMs, partition } = rules
  const viewOf = (bytes: Buffer) => new RecordBatch(bytes, 0, { partition, checkCrc: false })
  try {
    const plain = batch.compression === 'none' ? batch : viewOf(rewriteBatch(batch, { compression: 'none' }))
    const checked = checkRecords(plain, rules)
    if (checked.kind === 'refused') return checked
    const stored = target.compression === 'none' ? plain : viewOf(rewriteBatch(plain, target))
    const type = config.messageTimestampType
    setTimestamps(stored, { type, maxTimestamp: type === 'LogAppendTime' ? nowMs : checked.maxTimestamp })
    return stored
  } catch (problem) {
    return refusalOf(problem)
  }
}

function levelOf(compression: Compression, config: LogConfig): number | undefined {
  if (compression === 'gzip') return config.compressionGzipLevel
  return compression === 'zstd' ? config.compressionZstdLevel : undefined
}
