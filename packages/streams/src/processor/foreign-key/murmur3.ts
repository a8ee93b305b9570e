/**
 * Murmur3 in its form of 128 bits for 64-bit machines, with Kafka's seed: 16 bytes by which a foreign-key join
 * recognizes the value that it asked for. Words of 64 bits are pairs of 32, since bigints would cost tens of times as
 * much.
 */
const seed = 104729
const blockBytes = 16

export function hash128(bytes: Buffer): Buffer {
  const one = new Word(0, seed)
  const two = new Word(0, seed)
  const key = new Word(0, 0)
  const wholeBytes = bytes.length - (bytes.length % blockBytes)
  for (let at = 0; at < wholeBytes; at += blockBytes) {
    one
      .xor(key.read(bytes, at).scrambleAsFirst())
      .rotateLeft(27)
      .add(two.high, two.low)
      .multiply(0, 5)
      .add(0, 0x52dce729)
    two
      .xor(key.read(bytes, at + 8).scrambleAsSecond())
      .rotateLeft(31)
      .add(one.high, one.low)
      .multiply(0, 5)
      .add(0, 0x38495ab5)
  }
  if (wholeBytes < bytes.length) {
    // Zeros change nothing.
    const rest = Buffer.alloc(blockBytes)
    bytes.copy(rest, 0, wholeBytes)
    two.xor(key.read(rest, 8).scrambleAsSecond())
    one.xor(key.read(rest, 0).scrambleAsFirst())
  }
  one.low ^= bytes.length
  two.low ^= bytes.length
  one.add(two.high, two.low)
  two.add(one.high, one.low)
  one.finish()
  two.finish()
  one.add(two.high, two.low)
  two.add(one.high, one.low)
  const hash = Buffer.allocUnsafe(blockBytes)
  one.write(hash, 0)
  two.write(hash, 8)
  return hash
}

/** An unsigned integer of 64 bits, which its methods change. */
class Word {
  high: number
  low: number

  constructor(high: number, low: number) {
    this.high = high
    this.low = low
  }

  /** Little-endian, as blocks are read. */
  read(bytes: Buffer, at: number): this {
    this.low = bytes.readInt32LE(at)
    this.high = bytes.readInt32LE(at + 4)
    return this
  }

  /** Big-endian, as hashes are written. */
  write(bytes: Buffer, at: number): void {
    bytes.writeInt32BE(this.high | 0, at)
    bytes.writeInt32BE(this.low | 0, at + 4)
  }

  scrambleAsFirst(): this {
    return this.multiply(0x87c37b91, 0x114253d5).rotateLeft(31).multiply(0x4cf5ad43, 0x2745937f)
  }

  scrambleAsSecond(): this {
    return this.multiply(0x4cf5ad43, 0x2745937f).rotateLeft(33).multiply(0x87c37b91, 0x114253d5)
  }

  finish(): void {
    this.low ^= this.high >>> 1
    this.multiply(0xff51afd7, 0xed558ccd)
    this.low ^= this.high >>> 1
    this.multiply(0xc4ceb9fe, 0x1a85ec53)
    this.low ^= this.high >>> 1
  }

  xor({ high, low }: Word): this {
    this.high ^= high
    this.low ^= low
    return this
  }

  add(high: number, low: number): this {
    const sum = (this.low >>> 0) + (low >>> 0)
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0
    this.low = sum | 0
    return this
  }

  multiply(high: number, low: number): this {
    this.high = (highOfProduct(this.low, low) + Math.imul(this.low, high) + Math.imul(this.high, low)) | 0
    this.low = Math.imul(this.low, low)
    return this
  }

  /** By any number of bits but 0 and 32. */
  rotateLeft(bits: number): this {
    const isSwapped = bits >= 32
    const high = isSwapped ? this.low : this.high
    const low = isSwapped ? this.high : this.low
    const left = bits % 32
    this.high = (high << left) | (low >>> (32 - left))
    this.low = (low << left) | (high >>> (32 - left))
    return this
  }
}

/** The upper 32 bits of the product of two unsigned integers of 32 bits. */
function highOfProduct(one: number, other: number): number {
  const oneLow = one & 0xffff
  const oneHigh = one >>> 16
  const otherLow = other & 0xffff
  const otherHigh = other >>> 16
  const low = oneHigh * otherLow + ((oneLow * otherLow) >>> 16)
  const middle = oneLow * otherHigh + (low & 0xffff)
  return oneHigh * otherHigh + (low >>> 16) + (middle >>> 16)
}
