/** LZ4 frames: written by a library (independent blocks, no checksums, one level), read by ourselves (see lz4-block.ts). */
import { compressFrameSync } from 'lz4-napi'
import type { Codec } from './codec.ts'
import { inflateFrame } from './lz4-frame.ts'

export const lz4: Codec = { compress: (records) => compressFrameSync(records), decompress: inflateFrame }
