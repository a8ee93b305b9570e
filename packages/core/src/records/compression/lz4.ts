/** LZ4 frames: written by a library (independent blocks, no checksums, one level), read by ourselves (see lz4-block.ts). */
import { compressFrame, compressFrameSync } from 'lz4-napi'
import type { Codec } from './codec.ts'
import { inflateFrame, inflateFrameInSteps } from './lz4-frame.ts'
import { join, type Steps } from './steps.ts'

/** So much is compressed in half a millisecond or less. */
const COMPRESSED_AT_ONCE_BYTES = 256 * 1024

function* compressInSteps(records: Buffer): Steps<Buffer> {
  if (records.length <= COMPRESSED_AT_ONCE_BYTES) return compressFrameSync(records)
  const here = () => [compressFrameSync(records)]
  return yield* join(yield { here, elsewhere: async () => [await compressFrame(records)] })
}

export const lz4: Codec = {
  compress: (records) => compressFrameSync(records),
  compressInSteps,
  decompress: inflateFrame,
  decompressInSteps: inflateFrameInSteps,
}
