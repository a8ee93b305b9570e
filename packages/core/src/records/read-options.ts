/** How batches are read, and what errors call them. */

/**
 * To how many bytes the records of one batch may inflate. Kafka's brokers take batches of 1 MiB
 * by default, so this allows for a compression to a sixtieth.
 */
export const DEFAULT_MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024

export interface ReadOptions {
  /** Where the bytes are from, for example `orders-3`: errors name it. */
  readonly partition?: string | undefined
  /** False only where the bytes were checked before. Default: true. */
  readonly checkCrc?: boolean | undefined
  /** Default: 64 MiB. A batch that inflates to more is refused before it takes that memory. */
  readonly maxDecompressedBytes?: number | undefined
}

/** What errors call the batch that begins at `start`: its partition and, where it is there, its offset. */
export function subjectOf(buffer: Buffer, start: number, partition?: string): string {
  const batch = partition === undefined ? 'record batch' : `record batch of ${partition}`
  return start + 8 <= buffer.length ? `${batch} at offset ${buffer.readBigInt64BE(start)}` : batch
}
