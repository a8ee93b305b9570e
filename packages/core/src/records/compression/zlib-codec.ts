/**
 * The two codecs that Node's own zlib brings. It stops at `maxOutputLength`, so that what inflates
 * beyond the limit never takes more than the limit and one chunk.
 */
import { type Codec, corrupt, tooLarge } from './codec.ts'

type Options = { chunkSize?: number; maxOutputLength?: number; level?: number; params?: Record<number, number> }
type Transform = (bytes: Buffer, options: Options) => Buffer

interface Library {
  readonly compress: Transform
  readonly decompress: Transform
  /** How the library is told a level. */
  readonly withLevel: (level: number) => Options
}

/** From this size on larger chunks pay: the output is gathered in fewer pieces. */
const LARGE_INPUT_BYTES = 8 * 1024
const SMALL_CHUNK_BYTES = 16 * 1024
const LARGE_CHUNK_BYTES = 128 * 1024

export function zlibCodec(format: string, library: Library): Codec {
  return {
    compress(records, level) {
      const levelled = level === undefined ? {} : library.withLevel(level)
      return library.compress(records, { chunkSize: chunkSizeFor(records), ...levelled })
    },

    decompress(compressed, maxBytes) {
      try {
        return library.decompress(compressed, { chunkSize: chunkSizeFor(compressed), maxOutputLength: maxBytes })
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes, 'more') : corrupt(format, error)
      }
    },
  }
}

function chunkSizeFor(input: Buffer): number {
  return input.length < LARGE_INPUT_BYTES ? SMALL_CHUNK_BYTES : LARGE_CHUNK_BYTES
}
