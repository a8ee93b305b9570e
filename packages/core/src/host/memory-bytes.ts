/**
 * Bytes that grow without being copied again and again: a list of blocks of one size, of which the first
 * grows by doubling, so that a small file stays small. A block that was never written is not there, and reads
 * as zeros; behind the last byte there is nothing but zeros in any block.
 */
export class MemoryBytes {
  readonly #blockBytes: number
  readonly #blocks: (Uint8Array | undefined)[] = []
  #length = 0

  constructor(blockBytes = 256 * 1024) {
    this.#blockBytes = blockBytes
  }

  get length(): number {
    return this.#length
  }

  /** Fills `target` from `position` on, and gives how many bytes there were. */
  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#length - position))
    for (let done = 0; done < count; ) {
      const [index, offset] = this.#place(position + done)
      const size = Math.min(count - done, this.#blockBytes - offset)
      const found = this.#blocks[index]?.subarray(offset, offset + size)
      if (found !== undefined) target.set(found, done)
      const foundBytes = found?.length ?? 0
      if (foundBytes < size) target.fill(0, done + foundBytes, done + size)
      done += size
    }
    return count
  }

  write(source: Uint8Array, position: number): void {
    for (let done = 0; done < source.length; ) {
      const [index, offset] = this.#place(position + done)
      const size = Math.min(source.length - done, this.#blockBytes - offset)
      this.#block(index, offset + size).set(source.subarray(done, done + size), offset)
      done += size
    }
    if (source.length > 0) this.#length = Math.max(this.#length, position + source.length)
  }

  truncate(length: number): void {
    const [last, offset] = this.#place(length)
    if (length < this.#length) {
      this.#blocks.length = Math.min(this.#blocks.length, last + 1)
      this.#blocks[last]?.fill(0, offset)
    }
    this.#length = length
  }

  copy(): MemoryBytes {
    const copy = new MemoryBytes(this.#blockBytes)
    for (const block of this.#blocks) copy.#blocks.push(block?.slice())
    copy.#length = this.#length
    return copy
  }

  #place(position: number): [index: number, offset: number] {
    const offset = position % this.#blockBytes
    return [(position - offset) / this.#blockBytes, offset]
  }

  /** The block, with room for `needed` bytes. */
  #block(index: number, needed: number): Uint8Array {
    const block = this.#blocks[index]
    if (block !== undefined && block.length >= needed) return block
    const doubled = Math.max(needed, (block?.length ?? 0) * 2, 64)
    const grown = new Uint8Array(index > 0 ? this.#blockBytes : Math.min(doubled, this.#blockBytes))
    if (block !== undefined) grown.set(block)
    // Holes before it are said to be holes, so that the list has no holes of the language's own.
    while (this.#blocks.length < index) this.#blocks.push(undefined)
    this.#blocks[index] = grown
    return grown
  }
}
