/**
 * Snappy as Java's library writes it to a stream ("xerial" framing), which is what Kafka speaks:
 *
 *     8 bytes  82 'SNAPPY' 00
 *     int32    version, 1
 *     int32    oldest version that can read it, 1
 *     blocks   int32 length, and that many bytes of raw snappy: 32 KiB of input, the last one less
 *
 * Some clients write raw snappy without it; both are read. Raw snappy begins with the length of
 * what it stands for, as a varint, which is held against the limit before anything inflates.
 */
import { compressSync, uncompress, uncompressSync } from 'snappy'
import { DecodeError } from '../../bytes/errors.ts'
import { Reader } from '../../bytes/reader.ts'
import { type Codec, corrupt, tooLarge } from './codec.ts'
import { allAtOnce, COPIED_A_STEP, join, type Steps } from './steps.ts'

const HEADER = Buffer.from('82534e41505059000000000100000001', 'hex')
const MAGIC_BYTES = 8
const BLOCK_INPUT_BYTES = 32 * 1024

/** The densest that raw snappy can be: a copy of 64 bytes takes 3. */
const MAX_EXPANSION = 22

/** The output belongs to JavaScript's heap at once: for small blocks three times as fast. */
const COPIED = { copyOutputData: true }

/** A block that inflates to more, which framed ones of other writers and unframed ones may, is a call of its own. */
const INFLATED_AT_ONCE_BYTES = 512 * 1024

export const snappy: Codec = {
  compress: (records) => allAtOnce(compressInSteps(records)),
  compressInSteps,
  decompress: (compressed, maxBytes) => allAtOnce(decompressInSteps(compressed, maxBytes)),
  decompressInSteps,
}

function* compressInSteps(records: Buffer): Steps<Buffer> {
  const pieces: Buffer[] = [HEADER]
  for (let start = 0; start < records.length; start += BLOCK_INPUT_BYTES) {
    const block = compressSync(records.subarray(start, start + BLOCK_INPUT_BYTES), COPIED)
    const length = Buffer.allocUnsafe(4)
    length.writeInt32BE(block.length)
    pieces.push(length, block)
    if ((start + BLOCK_INPUT_BYTES) % COPIED_A_STEP === 0) yield null
  }
  return yield* join(pieces)
}

function* decompressInSteps(compressed: Buffer, maxBytes: number): Steps<Buffer> {
  const isFramed = compressed.subarray(0, MAGIC_BYTES).equals(HEADER.subarray(0, MAGIC_BYTES))
  const blocks = isFramed ? blocksIn(compressed) : [compressed]
  const lengths = blocks.map((block) => lengthOf(block, compressed))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (total > maxBytes) throw tooLarge(maxBytes, String(total))
  const pieces: Buffer[] = []
  let atOnceBytes = 0
  for (const [index, block] of blocks.entries()) {
    const length = lengths[index] as number
    if (length > INFLATED_AT_ONCE_BYTES) pieces.push(...(yield callFor(block)))
    else pieces.push(opened(() => uncompressSync(block, COPIED) as Buffer))
    atOnceBytes += length
    if (atOnceBytes < COPIED_A_STEP) continue
    atOnceBytes = 0
    yield null
  }
  return yield* join(pieces)
}

function callFor(block: Buffer) {
  const failed = (error: unknown): never => {
    throw corrupt('snappy', error)
  }
  return {
    here: () => [opened(() => uncompressSync(block) as Buffer)],
    elsewhere: async () => [(await uncompress(block).catch(failed)) as Buffer],
  }
}

function blocksIn(framed: Buffer): Buffer[] {
  const reader = new Reader(framed)
  reader.skip(HEADER.length)
  const blocks: Buffer[] = []
  while (reader.remaining > 0) blocks.push(reader.view(reader.int32()))
  return blocks
}

/** The length that a raw block claims to inflate to; one that its bytes cannot hold is refused. */
function lengthOf(block: Buffer, compressed: Buffer): number {
  const length = new Reader(block).uvarint()
  if (length <= block.length * MAX_EXPANSION) return length
  const position = block.byteOffset - compressed.byteOffset
  const expected = `at most ${block.length * MAX_EXPANSION} bytes from ${block.length} bytes of snappy`
  throw new DecodeError({ code: 'CORRUPT', expected, found: String(length), position })
}

function opened(uncompressed: () => Buffer): Buffer {
  try {
    return uncompressed()
  } catch (error) {
    throw corrupt('snappy', error)
  }
}
