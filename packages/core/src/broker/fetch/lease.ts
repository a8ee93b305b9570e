/**
 * The memory that one answer's records are read into, piece by piece, one behind the other. What a read asked
 * for and did not need goes to the next one.
 */
interface Source {
  take(holder: object, bytes: number): Buffer
  giveBack(holder: object, memory: readonly Buffer[]): void
}

/** The first chunk is as large as what is read, and each further one at least twice as large, up to this. */
const CHUNK_BYTES_MAX = 1024 ** 2

export class Lease {
  readonly #source: Source
  readonly #holder: object
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #last: Buffer | null = null
  /** Where in the last chunk the free part begins. */
  #at = 0

  constructor(source: Source, holder: object) {
    this.#source = source
    this.#holder = holder
  }

  /** What is taken and cannot be read into any more. */
  get spentBytes(): number {
    return this.#bytes - (this.#last === null ? 0 : this.#last.length - this.#at)
  }

  /** So many bytes that were not kept. */
  readonly memory = (bytes: number): Buffer => {
    if (this.#last === null || this.#last.length - this.#at < bytes) this.#add(bytes)
    return (this.#last as Buffer).subarray(this.#at, this.#at + bytes)
  }

  /** These stay as they are; they lie in what `memory` gave last. */
  keep(records: Buffer): void {
    if (this.#last === null || records.length === 0) return
    this.#at = records.byteOffset - this.#last.byteOffset + records.length
  }

  /** Nobody reads it any more. */
  release(): void {
    const chunks = this.#chunks.splice(0)
    this.#last = null
    this.#bytes = 0
    if (chunks.length > 0) this.#source.giveBack(this.#holder, chunks)
  }

  #add(bytes: number): void {
    const twice = Math.min(2 * (this.#last?.length ?? 0), CHUNK_BYTES_MAX)
    const chunk = this.#source.take(this.#holder, Math.max(bytes, twice))
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    this.#last = chunk
    this.#at = 0
  }
}
