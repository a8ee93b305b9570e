/**
 * Bytes that are written one after the other into blocks of memory, as a producer writes records into batches. What
 * was written stays where it is; a block lives as long as anybody has a piece of it.
 */
import type { Encoded } from '../serde/serde.ts'

const blockBytes = 64 * 1024
/** Of one unit of a text: the rest of what has four bytes is of the next unit. */
const textUnitBytesMax = 3

export class ByteBlocks {
  #block = Buffer.alloc(0)
  #at = 0

  /** The block that is written to. */
  get block(): Buffer {
    return this.#block
  }

  /** Where in it the next bytes go. */
  get at(): number {
    return this.#at
  }

  /** Makes sure that these can be written into one block. */
  makeRoom(one: Encoded | null, other: Encoded | null): void {
    const bytes = bytesMax(one) + bytesMax(other)
    if (bytes <= this.#block.length - this.#at) return
    this.#block = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes))
    this.#at = 0
  }

  /** Writes what there is room for, and answers where it ends. */
  write(encoded: Encoded): number {
    if (typeof encoded === 'string') {
      this.#at += this.#block.write(encoded, this.#at)
      return this.#at
    }
    this.#block.set(encoded, this.#at)
    this.#at += encoded.length
    return this.#at
  }
}

function bytesMax(encoded: Encoded | null): number {
  if (encoded === null) return 0
  return typeof encoded === 'string' ? encoded.length * textUnitBytesMax : encoded.length
}
