/**
 * The two codecs that Node's own zlib brings. It stops at `maxOutputLength`, so that what inflates
 * beyond the limit never takes more than the limit and one chunk. In steps, small batches are done at
 * once; large ones become a stream, each chunk of which a thread of Node's pool makes.
 */
import type { Transform } from 'node:stream'
import { DecodeError } from '../../bytes/errors.ts'
import { type Codec, corrupt, tooLarge } from './codec.ts'
import { join } from './steps.ts'

type Options = { chunkSize?: number; maxOutputLength?: number; level?: number; params?: Record<number, number> }
type Call = (bytes: Buffer, options: Options) => Buffer
type Open = (options: Options) => Transform

export interface ZlibFormat {
  /** What errors call it. */
  readonly name: string
  readonly compress: Call
  readonly decompress: Call
  /** How the library is told a level. */
  readonly withLevel: (level: number) => Options
  readonly compressor: Open
  readonly decompressor: Open
  /** What is compressed, and what something inflates to, in half a millisecond or so: no more is done at once. */
  readonly compressedAtOnceBytes: number
  readonly inflatedAtOnceBytes: number
}

/** From this size on larger chunks pay: the output is gathered in fewer pieces. */
const LARGE_INPUT_BYTES = 8 * 1024
const SMALL_CHUNK_BYTES = 16 * 1024
const LARGE_CHUNK_BYTES = 128 * 1024
/** What inflates to less than so many times its size is not worth a try within the limit. */
const USUAL_EXPANSION = 4

export function zlibCodec(format: ZlibFormat): Codec {
  const { name, compressedAtOnceBytes, inflatedAtOnceBytes } = format

  const compress = (records: Buffer, level?: number) => {
    const levelled = level === undefined ? {} : format.withLevel(level)
    return format.compress(records, { chunkSize: chunkSizeFor(records), ...levelled })
  }

  const decompress = (compressed: Buffer, maxBytes: number) => {
    try {
      return format.decompress(compressed, { chunkSize: chunkSizeFor(compressed), maxOutputLength: maxBytes })
    } catch (error) {
      throw refusal(error, name, maxBytes)
    }
  }

  return {
    compress,
    decompress,

    *compressInSteps(records) {
      if (records.length <= compressedAtOnceBytes) return compress(records)
      const stream = () => format.compressor({ chunkSize: LARGE_CHUNK_BYTES })
      const elsewhere = () => piecesOf(stream(), records, Number.POSITIVE_INFINITY)
      return yield* join(yield { here: () => [compress(records)], elsewhere })
    },

    *decompressInSteps(compressed, maxBytes) {
      const atOnceBytes = Math.min(maxBytes, inflatedAtOnceBytes)
      if (compressed.length * USUAL_EXPANSION <= inflatedAtOnceBytes) {
        try {
          return decompress(compressed, atOnceBytes)
        } catch (error) {
          if (atOnceBytes === maxBytes || !isTooLarge(error)) throw error
        }
      }
      const elsewhere = () => inflatedPieces(format, compressed, maxBytes)
      return yield* join(yield { here: () => [decompress(compressed, maxBytes)], elsewhere })
    },
  }
}

async function inflatedPieces(format: ZlibFormat, compressed: Buffer, maxBytes: number): Promise<Buffer[]> {
  try {
    return await piecesOf(format.decompressor({ chunkSize: LARGE_CHUNK_BYTES }), compressed, maxBytes)
  } catch (error) {
    throw refusal(error, format.name, maxBytes)
  }
}

/** All that the stream makes of the bytes; it ends as soon as that is more than the limit. */
async function piecesOf(stream: Transform, bytes: Buffer, maxBytes: number): Promise<Buffer[]> {
  const pieces: Buffer[] = []
  let total = 0
  stream.end(bytes)
  for await (const piece of stream) {
    total += piece.length
    if (total > maxBytes) throw tooLarge(maxBytes, 'more')
    pieces.push(piece)
  }
  return pieces
}

function refusal(error: unknown, name: string, maxBytes: number): DecodeError {
  if (error instanceof DecodeError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes, 'more') : corrupt(name, error)
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DecodeError && error.code === 'TOO_LARGE'
}

function chunkSizeFor(input: Buffer): number {
  return input.length < LARGE_INPUT_BYTES ? SMALL_CHUNK_BYTES : LARGE_CHUNK_BYTES
}
