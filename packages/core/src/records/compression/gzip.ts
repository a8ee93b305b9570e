/** gzip, at zlib's usual level unless told otherwise, as Java's. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { zlibCodec } from './zlib-codec.ts'

export const gzip = zlibCodec('a gzip stream', {
  compress: gzipSync,
  decompress: gunzipSync,
  withLevel: (level) => ({ level }),
})
