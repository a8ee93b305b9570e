/** gzip, at zlib's usual level unless told otherwise, as Java's. */
import { createGunzip, createGzip, gunzipSync, gzipSync } from 'node:zlib'
import { zlibCodec } from './zlib-codec.ts'

export const gzip = zlibCodec({
  name: 'a gzip stream',
  compress: gzipSync,
  decompress: gunzipSync,
  withLevel: (level) => ({ level }),
  compressor: createGzip,
  decompressor: createGunzip,
  compressedAtOnceBytes: 64 * 1024,
  inflatedAtOnceBytes: 256 * 1024,
})
