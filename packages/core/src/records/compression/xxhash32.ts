/** xxHash, 32 bits, seed 0: the checksum inside LZ4 frames. */

const PRIME_1 = 0x9e3779b1
const PRIME_2 = 0x85ebca77
const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1
const STRIPE_BYTES = 16

/** The hash, unsigned. */
export function xxhash32(bytes: Buffer): number {
  return new GrowingHash().end(bytes)
}

/** The hash of bytes that come by and by: each call is given all that there are so far. */
export class GrowingHash {
  readonly #lanes = Int32Array.of(PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1)
  /** Up to where the bytes are in the lanes. */
  #at = 0

  /** Takes in what is new. */
  advance(bytes: Buffer): void {
    const end = bytes.length - (bytes.length % STRIPE_BYTES)
    let [first = 0, second = 0, third = 0, fourth = 0] = this.#lanes
    let at = this.#at
    for (; at < end; at += STRIPE_BYTES) {
      first = round(first, word(bytes, at))
      second = round(second, word(bytes, at + 4))
      third = round(third, word(bytes, at + 8))
      fourth = round(fourth, word(bytes, at + 12))
    }
    this.#at = at
    this.#lanes.set([first, second, third, fourth])
  }

  /** The hash of all bytes, unsigned. */
  end(bytes: Buffer): number {
    this.advance(bytes)
    const { length } = bytes
    let hash = (this.#at === 0 ? PRIME_5 : this.#joined()) + length
    let at = this.#at
    for (; at + 4 <= length; at += 4) hash = Math.imul(rotate(hash + Math.imul(word(bytes, at), PRIME_3), 17), PRIME_4)
    for (; at < length; at++) hash = Math.imul(rotate(hash + Math.imul(bytes[at] as number, PRIME_5), 11), PRIME_1)
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2)
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3)
    return (hash ^ (hash >>> 16)) >>> 0
  }

  #joined(): number {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#lanes
    return (rotate(first, 1) + rotate(second, 7) + rotate(third, 12) + rotate(fourth, 18)) | 0
  }
}

function round(lane: number, input: number): number {
  return Math.imul(rotate(lane + Math.imul(input, PRIME_2), 13), PRIME_1)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

/** Four bytes, little-endian. */
function word(bytes: Buffer, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
}
