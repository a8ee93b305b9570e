/**
 * What can be set for a topic's log, under Kafka's names (`segment.bytes` is `segmentBytes`) and with
 * Kafka's defaults. Times are milliseconds; where Kafka means "no limit" by -1 or by the largest long,
 * the value here is Infinity.
 */

/** Whose clock the records' timestamps are of. */
type MessageTimestampType = 'CreateTime' | 'LogAppendTime'

/** `producer`: each batch stays as it came. Otherwise one that came in another codec is written anew in this one. */
export type CompressionType = 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

export interface LogConfig {
  /** A segment is closed and the next one begun when a batch would make it larger than this. */
  readonly segmentBytes: number
  /** … or when its records span more time than this. */
  readonly segmentMs: number
  /** … or when an index has grown to this. */
  readonly segmentIndexBytes: number
  /** An index entry stands for at least so many bytes of log. */
  readonly indexIntervalBytes: number
  /** The largest batch that is taken, header included. */
  readonly maxMessageBytes: number
  /** Old segments are dropped when their newest record is older than this … */
  readonly retentionMs: number
  /** … or when the log is larger than this without them. */
  readonly retentionBytes: number
  /** `delete`: retention drops segments. `compact`: the latest record of each key stays. Both may be on. */
  readonly cleanupPolicy: { readonly delete: boolean; readonly compact: boolean }
  /** How long a tombstone stays readable after compaction has met it. */
  readonly deleteRetentionMs: number
  /** Records younger than this are not compacted … */
  readonly minCompactionLagMs: number
  /** … and records older than this make the log due for compaction. */
  readonly maxCompactionLagMs: number
  /** The share of a log that must be uncompacted before it is due for compaction. */
  readonly minCleanableDirtyRatio: number
  readonly compressionType: CompressionType
  /** From 1 to 9, or -1 for the usual one. (Of lz4 there is one level here, and snappy has none.) */
  readonly compressionGzipLevel: number
  /** From -131072 to 22. */
  readonly compressionZstdLevel: number
  readonly messageTimestampType: MessageTimestampType
  /** How far before and after the broker's clock a record's own timestamp may lie. */
  readonly messageTimestampBeforeMaxMs: number
  readonly messageTimestampAfterMaxMs: number
  /** Bytes are made durable after so many records … */
  readonly flushMessages: number
  /** … or after so long. */
  readonly flushMs: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a topic has that sets nothing. */
export const defaultLogConfig: LogConfig = {
  segmentBytes: 1024 ** 3,
  segmentMs: 7 * DAY_MS,
  segmentIndexBytes: 10 * 1024 ** 2,
  indexIntervalBytes: 4096,
  maxMessageBytes: 1024 ** 2 + 12,
  retentionMs: 7 * DAY_MS,
  retentionBytes: Number.POSITIVE_INFINITY,
  cleanupPolicy: { delete: true, compact: false },
  deleteRetentionMs: DAY_MS,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.POSITIVE_INFINITY,
  minCleanableDirtyRatio: 0.5,
  compressionType: 'producer',
  compressionGzipLevel: -1,
  compressionZstdLevel: 3,
  messageTimestampType: 'CreateTime',
  messageTimestampBeforeMaxMs: Number.POSITIVE_INFINITY,
  messageTimestampAfterMaxMs: HOUR_MS,
  flushMessages: Number.POSITIVE_INFINITY,
  flushMs: Number.POSITIVE_INFINITY,
}
