/** Moments as Java writes longs: eight bytes, the most significant first. */
export const timeBytes = 8

const twoTo32 = 2 ** 32

export function writeTime(bytes: Buffer, timeMs: number, at: number): void {
  const high = Math.floor(timeMs / twoTo32)
  bytes.writeInt32BE(high, at)
  bytes.writeUInt32BE(timeMs - high * twoTo32, at + 4)
}

export function readTime(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * twoTo32 + bytes.readUInt32BE(at + 4)
}
