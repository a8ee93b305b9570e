/**
 * Zstandard, at its usual level 3 unless told otherwise, as Java's. A frame that asks for a window of more than
 * 128 MiB is refused by the library itself.
 */
import { constants, createZstdCompress, createZstdDecompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { zlibCodec } from './zlib-codec.ts'

export const zstd = zlibCodec({
  name: 'a Zstandard stream',
  compress: zstdCompressSync,
  decompress: zstdDecompressSync,
  withLevel: (level) => ({ params: { [constants.ZSTD_c_compressionLevel]: level } }),
  compressor: createZstdCompress,
  decompressor: createZstdDecompress,
  compressedAtOnceBytes: 128 * 1024,
  inflatedAtOnceBytes: 512 * 1024,
})
