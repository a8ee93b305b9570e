/** CRC-32C (Castagnoli), the checksum of a record batch, by the processor's own instruction. */
import { crc32c as native } from '@node-rs/crc32'

/** The checksum, unsigned. To go on after earlier bytes, give the checksum of these as `previous`. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  return native(bytes, previous)
}
