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
  #freePieces: (number[] | undefined)[] = []
  readonly #freeBlocks: number[] = []
  /** The blocks that many pieces share, by number; of them, those that are not filled yet since `empty`. */
  readonly #shared: number[] = []
  #unfilled: number[] = []
  #bytes = 0
  /** The block that is filled now, and where its unused rest begins and ends, as addresses. */
  #next = 0
  #end = 0
  #nextBlockBytes = sharedPieceMax

  /** What all blocks take. */
  get bytes(): number {
    return this.#bytes
  }

  /** How much larger `bytes` would be after so many had been allocated. */
  growthFor(length: number): number {
    if (length > sharedPieceMax) return length
    const size = sizeOf(length)
    if (this.#next + size <= this.#end || this.#unfilled.length > 0) return 0
    return (this.#freePieces[size]?.length ?? 0) > 0 ? 0 : this.#nextBlockBytes
  }

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
      this.#bytes -= this.block(address).length
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

  /** Takes all pieces back, and keeps the blocks that they shared for those that come. */
  empty(): void {
    const shared = new Set(this.#shared)
    for (let index = 0; index < this.#blocks.length; index++) {
      if (!shared.has(index) && this.block(addressOf(index)) !== noBytes) {
        this.free(addressOf(index), this.block(addressOf(index)).length)
      }
    }
    this.#freePieces = []
    this.#unfilled = [...this.#shared]
    this.#next = 0
    this.#end = 0
  }

  #openBlock(): void {
    // What is left of the block before is too small for this piece, and is lost: less than a piece in a block.
    const unfilled = this.#unfilled.pop()
    this.#next = unfilled === undefined ? this.#addSharedBlock() : addressOf(unfilled)
    this.#end = this.#next + (this.block(this.#next).length >>> unitBits)
  }

  #addSharedBlock(): number {
    const address = this.#addBlock(this.#nextBlockBytes)
    this.#nextBlockBytes = Math.min(this.#nextBlockBytes * 4, blockBytesMax)
    this.#shared.push(address >>> blockUnitBits)
    return address
  }

  #addBlock(bytes: number): number {
    const index = this.#freeBlocks.pop() ?? this.#blocks.length
    if (index >= blocksMax) throw new RangeError('a store in memory holds at most 32 GiB of keys and values')
    this.#blocks[index] = Buffer.allocUnsafeSlow(bytes)
    this.#bytes += bytes
    return addressOf(index)
  }
}

/** Where a block begins. */
const addressOf = (block: number) => block * (blockUnitsMask + 1)

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
