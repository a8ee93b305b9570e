/**
 * Memory for many small pieces of bytes, outside of the garbage collector's view. A piece is given in one of a few
 * sizes and comes back to the list of its size when it is freed, so what is rewritten all the time needs no more
 * memory than it takes once. A piece has an address: the number of its block, and where in the block, in 8 bytes.
 */
const unitBits = 3
const blockBits = 20
const blockUnitBits = blockBits - unitBits
const blockUnitsMask = (1 << blockUnitBits) - 1
const blockBytesMax = 1 << blockBits
/** Addresses are numbers of 32 bits: so many blocks, 32 GiB. */
const blocksMax = 1 << (32 - blockUnitBits)
/** Larger pieces have a block of their own. */
const sharedPieceMax = 1 << 14
/** Up to here each multiple of 8 bytes is a size; beyond, there are eight sizes between two powers of two. */
const evenBytesMax = 128

export class ByteHeap {
  readonly #blocks: Buffer[] = []
  readonly #freePieces: (number[] | undefined)[] = []
  readonly #freeBlocks: number[] = []
  /** The block that is filled now, and where its unused rest begins and ends, as addresses. */
  #next = 0
  #end = 0
  #nextBlockBytes = sharedPieceMax

  /** Room for so many bytes; what it holds is left over from others. */
  allocate(length: number): number {
    if (length > sharedPieceMax) return this.#addBlock(length)
    const size = sizeOf(length)
    const free = this.#freePieces[size]?.pop()
    if (free !== undefined) return free
    if (this.#next + size > this.#end) this.#openBlock()
    const address = this.#next
    this.#next += size
    return address
  }

  /** Takes a piece back; `length` is what it was allocated with, or a length that `fits` the same piece. */
  free(address: number, length: number): void {
    if (length > sharedPieceMax) {
      const index = address >>> blockUnitBits
      this.#blocks[index] = noBytes
      this.#freeBlocks.push(index)
      return
    }
    const size = sizeOf(length)
    const pieces = this.#freePieces[size]
    if (pieces === undefined) this.#freePieces[size] = [address]
    else pieces.push(address)
  }

  /** The block in which the piece lies, at `offset(address)`. */
  block(address: number): Buffer {
    return this.#blocks[address >>> blockUnitBits] as Buffer
  }

  offset(address: number): number {
    return (address & blockUnitsMask) << unitBits
  }

  #openBlock(): void {
    // What is left of the block before is too small for this piece, and is lost: less than a piece in a block.
    this.#next = this.#addBlock(this.#nextBlockBytes)
    this.#end = this.#next + (this.#nextBlockBytes >>> unitBits)
    this.#nextBlockBytes = Math.min(this.#nextBlockBytes * 4, blockBytesMax)
  }

  #addBlock(bytes: number): number {
    const index = this.#freeBlocks.pop() ?? this.#blocks.length
    if (index >= blocksMax) throw new RangeError('a store in memory holds at most 32 GiB of keys and values')
    this.#blocks[index] = Buffer.allocUnsafeSlow(bytes)
    return index * (blockUnitsMask + 1)
  }
}

const noBytes = Buffer.alloc(0)

/** Whether a piece of one length can be rewritten with another. */
export function fitsSamePiece(before: number, after: number): boolean {
  if (before > sharedPieceMax || after > sharedPieceMax) return before === after
  return sizeOf(before) === sizeOf(after)
}

/** The size of the piece that is given for so many bytes, in 8 bytes. */
function sizeOf(length: number): number {
  if (length <= evenBytesMax) return length === 0 ? 1 : (length + 7) >>> unitBits
  const stepBits = 28 - Math.clz32(length - 1)
  return (((length - 1) >>> stepBits) + 1) << (stepBits - unitBits)
}
