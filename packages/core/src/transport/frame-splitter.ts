/**
 * Cuts a stream of bytes, which comes in pieces cut anywhere, into frames. A frame that lies whole in a piece
 * is a view of it; one that does not is put together in a buffer of its own, which grows with what has really
 * come: a size that a peer merely claims costs next to nothing. Where nobody gives frames back, each has memory of
 * just its size, and none is a view: whoever reads the pieces may use theirs again.
 */
import { DecodeError } from '../bytes/errors.ts'
import { FrameMemory } from './frame-memory.ts'

const SIZE_BYTES = 4

/** A buffer is made for so much more than has come, so that a large frame moves once or twice, not with each piece. */
const TRUST_FACTOR = 16

/** What a buffer holds at first, at the most. */
const FIRST_BYTES = 64 * 1024

export class FrameSplitter {
  readonly #frameBytesMax: number
  readonly #onFrame: (frame: Buffer) => void
  /** Null where frames are not given back. */
  readonly #memory: FrameMemory | null
  /** The size of the frame that is being put together, as far as it has come. */
  readonly #size = Buffer.alloc(SIZE_BYTES)
  #sizeFilled = 0
  /** That frame, as far as it has come; null while its size has not. */
  #frame: Buffer | null = null
  #frameBytes = 0
  #filled = 0

  constructor(frameBytesMax: number, onFrame: (frame: Buffer) => void, memory: FrameMemory | null = new FrameMemory()) {
    this.#frameBytesMax = frameBytesMax
    this.#onFrame = onFrame
    this.#memory = memory
  }

  /** Bytes of a frame that is not yet whole. */
  get heldBytes(): number {
    return this.#filled
  }

  /**
   * Takes the next piece, and gives each frame that is whole now, its size cut off.
   *
   * @throws DecodeError if a size cannot be true; the stream cannot be read on from there.
   */
  push(piece: Buffer): void {
    let at = 0
    while (at < piece.length) {
      if (this.#frame !== null) at = this.#fill(this.#frame, piece, at)
      else if (this.#sizeFilled > 0 || piece.length - at < SIZE_BYTES) at = this.#fillSize(piece, at)
      else at = this.#open(this.#checked(piece.readInt32BE(at)), piece, at + SIZE_BYTES)
    }
  }

  /** Begins a frame behind its size; where all of it has come, it is a view. */
  #open(size: number, piece: Buffer, at: number): number {
    if (piece.length - at >= size) {
      const frame = piece.subarray(at, at + size)
      this.#onFrame(this.#memory === null ? Buffer.from(frame) : frame)
      return at + size
    }
    this.#frameBytes = size
    this.#filled = 0
    this.#frame = this.#begin(size, piece.length - at)
    return at
  }

  #fillSize(piece: Buffer, at: number): number {
    const end = Math.min(piece.length, at + SIZE_BYTES - this.#sizeFilled)
    this.#sizeFilled += piece.copy(this.#size, this.#sizeFilled, at, end)
    if (this.#sizeFilled < SIZE_BYTES) return end
    this.#sizeFilled = 0
    return this.#open(this.#checked(this.#size.readInt32BE(0)), piece, end)
  }

  #fill(frame: Buffer, piece: Buffer, at: number): number {
    const end = Math.min(piece.length, at + this.#frameBytes - this.#filled)
    const filled = this.#filled + end - at
    const target = filled > frame.length ? this.#grow(frame, filled) : frame
    piece.copy(target, this.#filled, at, end)
    this.#filled = filled
    if (filled < this.#frameBytes) return end
    this.#frame = null
    this.#filled = 0
    this.#onFrame(target.subarray(0, filled))
    return end
  }

  #grow(frame: Buffer, filled: number): Buffer {
    const grown = this.#take(Math.min(this.#frameBytes, filled * TRUST_FACTOR))
    frame.copy(grown, 0, 0, this.#filled)
    this.#memory?.giveBack(frame)
    this.#frame = grown
    return grown
  }

  /** What has come is worth more trust only where the small beginning could not be used again. */
  #begin(size: number, cameBytes: number): Buffer {
    if (this.#memory !== null) return this.#memory.reuse(size) ?? this.#memory.take(Math.min(size, FIRST_BYTES))
    return this.#take(Math.min(size, Math.max(FIRST_BYTES, cameBytes * TRUST_FACTOR)))
  }

  #take(size: number): Buffer {
    return this.#memory?.take(size) ?? Buffer.allocUnsafeSlow(size)
  }

  #checked(size: number): number {
    if (size >= 0 && size <= this.#frameBytesMax) return size
    const expected = `from 0 to ${this.#frameBytesMax} bytes`
    throw new DecodeError({ code: 'TOO_LARGE', subject: 'frame', path: 'size', expected, found: describe(size) })
  }
}

/** A size that cannot be, and whether it looks like text or TLS that came to the wrong port. */
function describe(size: number): string {
  const bytes = Buffer.alloc(SIZE_BYTES)
  bytes.writeInt32BE(size)
  const text = bytes.toString('latin1')
  if (/^[\x20-\x7e]{4}$/.test(text)) return `${size} (the text '${text}')`
  const start = bytes.readUInt16BE(0)
  if (start === 0x1503) return `${size} (a TLS alert)`
  return start === 0x1603 ? `${size} (a TLS handshake)` : String(size)
}
