/**
 * An LZ4 frame, read whole. Numbers are little-endian.
 *
 *     uint32   magic 184D2204
 *     uint8    flags: version 01, independent blocks, block checksums, content size, content
 *              checksum, unused, dictionary
 *     uint8    the largest block, in bits 4 to 6: 4 for 64 KiB, 5 for 256 KiB, 6 for 1 MiB, 7 for 4 MiB
 *     uint64   content size, where the flags say so
 *     uint8    second byte of the checksum of the descriptor, which is the two to three fields above
 *     blocks   uint32 length, whose highest bit says that the block is not compressed; its bytes; uint32
 *              checksum of these, where the flags say so
 *     uint32   0, the end
 *     uint32   checksum of the content, where the flags say so
 *
 * Kafka's Java clients write independent blocks of 64 KiB without checksums; others write others.
 * All checksums there are get checked. Dictionaries are refused: there is nowhere to have one from.
 */
import { DecodeError } from '../../bytes/errors.ts'
import { Reader } from '../../bytes/reader.ts'
import { tooLarge } from './codec.ts'
import { InflatedBytes } from './inflated-bytes.ts'
import { inflateBlock } from './lz4-block.ts'
import { allAtOnce, type Steps } from './steps.ts'
import { GrowingHash, xxhash32 } from './xxhash32.ts'

const MAGIC = 0x184d2204
const UNCOMPRESSED = 0x80000000
const SMALLEST_BLOCK_CODE = 4
/** What to expect of a frame that does not say its content's size. */
const USUAL_EXPANSION = 4
/** So much inflates, and is hashed where the frame says so, in a third of a millisecond. */
const INFLATED_A_STEP = 128 * 1024

interface Descriptor {
  readonly hasIndependentBlocks: boolean
  readonly hasBlockChecksums: boolean
  readonly hasContentChecksum: boolean
  readonly contentSize: number | null
  readonly maxBlockBytes: number
}

/** The content of the one frame that `bytes` is. */
export function inflateFrame(bytes: Buffer, maxBytes: number): Buffer {
  return allAtOnce(inflateFrameInSteps(bytes, maxBytes))
}

export function* inflateFrameInSteps(bytes: Buffer, maxBytes: number): Steps<Buffer> {
  const reader = new Reader(bytes)
  const magic = uint32(reader)
  if (magic !== MAGIC) throw refusal(0, 'an LZ4 frame (184d2204)', magic.toString(16))
  const descriptor = readDescriptor(reader)
  const { contentSize } = descriptor
  if (contentSize !== null && contentSize > maxBytes) throw tooLarge(maxBytes, String(contentSize))

  const output = new InflatedBytes(bytes.length * USUAL_EXPANSION, maxBytes)
  const hash = descriptor.hasContentChecksum ? new GrowingHash() : null
  while (yield* readBlock(reader, descriptor, output)) hash?.advance(output.view())
  const content = output.view()
  if (contentSize !== null && contentSize !== content.length) {
    throw refusal(reader.position, `content of ${contentSize} bytes`, String(content.length))
  }
  if (hash !== null) check(reader, hash.end(content))
  if (reader.remaining > 0) throw refusal(reader.position, 'the end of the frame', `${reader.remaining} more bytes`)
  return content
}

function readDescriptor(reader: Reader): Descriptor {
  const start = reader.position
  const flags = reader.int8() & 0xff
  const blockByte = reader.int8() & 0xff
  const blockCode = blockByte >>> 4
  if (flags >>> 6 !== 1) throw refusal(start, 'version 1 of LZ4 frames', String(flags >>> 6))
  if ((flags & 0x03) !== 0) throw unsupported(start, `flags ${flags}`)
  if (blockCode < SMALLEST_BLOCK_CODE || blockCode > 7 || (blockByte & 0x0f) !== 0) {
    throw unsupported(start + 1, `block size ${blockByte}`)
  }
  const contentSize = (flags & 0x08) === 0 ? null : uint32(reader) + uint32(reader) * 0x100000000
  const descriptor = reader.bytes.subarray(start, reader.position)
  const claimed = reader.int8() & 0xff
  const found = (xxhash32(descriptor) >>> 8) & 0xff
  if (found !== claimed) throw refusal(reader.position - 1, `descriptor checksum ${claimed}`, String(found))
  return {
    hasIndependentBlocks: (flags & 0x20) !== 0,
    hasBlockChecksums: (flags & 0x10) !== 0,
    hasContentChecksum: (flags & 0x04) !== 0,
    contentSize,
    maxBlockBytes: 1 << (8 + 2 * blockCode),
  }
}

/** Appends one block; false at the end mark. */
function* readBlock(reader: Reader, descriptor: Descriptor, output: InflatedBytes): Steps<boolean> {
  const { maxBlockBytes, hasIndependentBlocks, hasBlockChecksums } = descriptor
  const header = uint32(reader)
  if (header === 0) return false
  const length = header & ~UNCOMPRESSED
  if (length > maxBlockBytes)
    throw refusal(reader.position - 4, `a block of at most ${maxBlockBytes} bytes`, `${length}`)
  const block = reader.view(length)
  const start = reader.position - length
  const before = output.length
  yield* output.makeRoom(maxBlockBytes)
  if (header >= UNCOMPRESSED) output.append(block, 0, length)
  else yield* inflate(block, output, hasIndependentBlocks ? before : 0)
  const inflated = output.length - before
  if (inflated > maxBlockBytes)
    throw refusal(start, `a block that inflates to at most ${maxBlockBytes} bytes`, `${inflated}`)
  if (hasBlockChecksums) check(reader, xxhash32(block))
  return true
}

function* inflate(block: Buffer, output: InflatedBytes, reachable: number): Steps<void> {
  let at = 0
  do {
    at = inflateBlock(block, { output, reachable, at }, INFLATED_A_STEP)
    yield null
  } while (at < block.length)
}

/** Refuses bytes whose checksum is not the one that comes next. */
function check(reader: Reader, found: number): void {
  const position = reader.position
  const claimed = uint32(reader)
  if (found !== claimed) throw refusal(position, `xxHash ${claimed.toString(16)}`, found.toString(16))
}

function uint32(reader: Reader): number {
  return reader.view(4).readUInt32LE()
}

function refusal(position: number, expected: string, found: string): DecodeError {
  return new DecodeError({ code: 'CORRUPT', expected, found, position })
}

function unsupported(position: number, found: string): DecodeError {
  return new DecodeError({ code: 'UNSUPPORTED', expected: 'an LZ4 frame that Kafka can read', found, position })
}
