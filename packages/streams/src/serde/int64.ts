/**
 * 64-bit integers, big-endian, as JavaScript numbers. What is read may lie beyond the safe integers and is rounded
 * then: the caller checks it. Byte by byte, because Buffer's own methods take three times as long to write.
 */
const twoTo32 = 2 ** 32

/** Writes a safe integer where there is room for it. */
export function writeInt64(bytes: Uint8Array, value: number, at: number): void {
  const high = Math.floor(value / twoTo32)
  const low = value - high * twoTo32
  bytes[at] = high >>> 24
  bytes[at + 1] = high >>> 16
  bytes[at + 2] = high >>> 8
  bytes[at + 3] = high
  bytes[at + 4] = low >>> 24
  bytes[at + 5] = low >>> 16
  bytes[at + 6] = low >>> 8
  bytes[at + 7] = low
}

export function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * twoTo32 + bytes.readUInt32BE(at + 4)
}
