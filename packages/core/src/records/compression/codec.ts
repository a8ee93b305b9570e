/** What every codec does: it takes the records of a batch, all together, and gives them back. */
import { DecodeError } from '../../bytes/errors.ts'
import type { Steps } from './steps.ts'

export interface Codec {
  /** A level is the codec's own; one that has no levels passes over it. Default: the codec's usual one. */
  compress(records: Buffer, level?: number): Buffer
  /** At the usual level, which is what compaction compresses at. */
  compressInSteps(records: Buffer): Steps<Buffer>
  /**
   * @throws DecodeError `TOO_LARGE` before it takes more than `maxBytes` for the result, `CORRUPT` or
   * `UNSUPPORTED` for bytes that do not open. Positions count from the first compressed byte.
   */
  decompress(compressed: Buffer, maxBytes: number): Buffer
  /** The same, refusals included. */
  decompressInSteps(compressed: Buffer, maxBytes: number): Steps<Buffer>
}

/** The refusal of compressed bytes that would inflate beyond the limit. */
export function tooLarge(maxBytes: number, found: string): DecodeError {
  return new DecodeError({ code: 'TOO_LARGE', expected: `records of at most ${maxBytes} bytes`, found })
}

/** The refusal of compressed bytes that a library could not open. */
export function corrupt(format: string, cause: unknown): DecodeError {
  const found = cause instanceof Error ? cause.message : String(cause)
  return new DecodeError({ code: 'CORRUPT', expected: format, found, cause })
}
