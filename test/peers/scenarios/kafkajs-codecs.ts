/** The codecs that kafkajs leaves to its users: snappy in xerial's framing, LZ4 frames, zstd. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import { compressSync, uncompressSync } from 'snappy'

interface Encoded {
  readonly buffer: Buffer
}

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const XERIAL_HEADER_BYTES = 16

export const snappyCodec = {
  compress: async ({ buffer }: Encoded) => {
    const block = compressSync(buffer)
    const header = Buffer.alloc(XERIAL_HEADER_BYTES + 4)
    XERIAL_MAGIC.copy(header)
    header.writeInt32BE(1, 8)
    header.writeInt32BE(1, 12)
    header.writeInt32BE(block.length, XERIAL_HEADER_BYTES)
    return Buffer.concat([header, block])
  },
  decompress: async (bytes: Buffer) => {
    if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return bytesOf(uncompressSync(bytes))
    const blocks: Buffer[] = []
    for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
      const length = bytes.readInt32BE(at)
      blocks.push(bytesOf(uncompressSync(bytes.subarray(at + 4, at + 4 + length))))
      at += 4 + length
    }
    return Buffer.concat(blocks)
  },
}

export const lz4Codec = {
  compress: async ({ buffer }: Encoded) => compressFrameSync(buffer),
  decompress: async (bytes: Buffer) => decompressFrameSync(bytes),
}

export const zstdCodec = {
  compress: async ({ buffer }: Encoded) => zstdCompressSync(buffer),
  decompress: async (bytes: Buffer) => zstdDecompressSync(bytes),
}

function bytesOf(value: string | Buffer): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : value
}
