/**
 * The 16 attribute bits of a batch:
 *
 *     0-2  compression    3  log append time    4  transactional    5  control    6  delete horizon
 *
 * The others are unused; a reader ignores them.
 */
import { DecodeError } from '../bytes/errors.ts'

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

/** How the records of a batch are compressed. */
export type Compression = (typeof COMPRESSIONS)[number]

/** Whose clock a record's timestamp is of: the producer's or the broker's. */
export type TimestampType = 'CreateTime' | 'LogAppendTime'

const COMPRESSION_MASK = 0x07
export const LOG_APPEND_TIME = 0x08
export const TRANSACTIONAL = 0x10
export const CONTROL = 0x20
/** The base timestamp field holds the time from which on tombstones and markers may be dropped. */
export const DELETE_HORIZON = 0x40

/**
 * The compression that the attributes at `at` say.
 *
 * @throws DecodeError `UNSUPPORTED` for the numbers that stand for no codec.
 */
export function readCompression(bytes: Buffer, at: number): Compression {
  const id = bytes.readInt16BE(at) & COMPRESSION_MASK
  const compression = COMPRESSIONS[id]
  if (compression !== undefined) return compression
  const expected = 'a compression from 0 to 4'
  throw new DecodeError({ code: 'UNSUPPORTED', path: 'attributes', expected, found: String(id), position: at })
}

/** The attributes with `compression` in the place of what they said. */
export function withCompression(attributes: number, compression: Compression): number {
  return (attributes & ~COMPRESSION_MASK) | COMPRESSIONS.indexOf(compression)
}
