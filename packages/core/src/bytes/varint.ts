/**
 * Variable-length integers as Kafka writes them: seven bits a byte, low bits first, the top bit
 * says that more follow. Signed ones are zig-zagged first (0, -1, 1, -2 … become 0, 1, 2, 3 …).
 * These functions work on a plain byte array at a position, because the record batch, the hot
 * path, keeps its own position; `Reader` and `Writer` wrap them for everything else.
 */

const TWO_TO_28 = 0x10000000

/** Bytes that an unsigned 32-bit varint takes: 1 to 5. */
export function uvarintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x200000) return 3
  return value < TWO_TO_28 ? 4 : 5
}

/** Bytes that a zig-zagged 32-bit varint takes: 1 to 5. */
export function varintSize(value: number): number {
  return uvarintSize(((value << 1) ^ (value >> 31)) >>> 0)
}

/** Bytes that a zig-zagged 64-bit varint takes; `value` is a safe integer, so 1 to 8. */
export function varlongSize(value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return varintSize(value)
  let size = 1
  for (let rest = Math.floor(magnitudeOf(value) / 64); rest > 0; rest = Math.floor(rest / 128)) size++
  return size
}

/** Writes an unsigned 32-bit varint and returns the position behind it. */
export function writeUvarint(bytes: Uint8Array, position: number, value: number): number {
  let rest = value
  let at = position
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  return at
}

/** Writes a zig-zagged 32-bit varint and returns the position behind it. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  return writeUvarint(bytes, position, ((value << 1) ^ (value >> 31)) >>> 0)
}

/** Writes a zig-zagged 64-bit varint, of a safe integer, and returns the position behind it. */
export function writeVarlong(bytes: Uint8Array, position: number, value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return writeVarint(bytes, position, value)
  // Zig-zag in two parts, since 2 × value may need 54 bits: the lowest seven, and the rest of them.
  const magnitude = magnitudeOf(value)
  let low = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0)
  let rest = Math.floor(magnitude / 64)
  let at = position
  while (rest > 0) {
    bytes[at++] = low | 0x80
    low = rest % 128
    rest = Math.floor(rest / 128)
  }
  bytes[at++] = low
  return at
}

/**
 * Undoes the zig-zag of a 64-bit varint whose low 28 bits and the bits above them are given apart.
 * The result may lie beyond the safe integers: the caller checks it.
 */
export function unzigzag64(low28: number, high: number): number {
  const magnitude = high * (TWO_TO_28 / 2) + (low28 >>> 1)
  return (low28 & 1) === 0 ? magnitude : -magnitude - 1
}

/** What zig-zag doubles: the distance from 0, or from -1 for negative numbers. */
function magnitudeOf(value: number): number {
  return value < 0 ? -(value + 1) : value
}
