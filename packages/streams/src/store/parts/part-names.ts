/**
 * Under which first bytes the parts of stores lie. Segments have the eight bytes of their number, of which the first
 * is below 128; the other parts have one byte above that.
 */
import { timeBytes, writeTime } from '../../serde/window-bytes.ts'

/** All rows of a store that has no other parts. */
export const wholePart = Buffer.alloc(0)
/** The rows of a store that has numbers besides. */
export const rowsPart = Buffer.of(0xfd)
/** The latest versions of keys. */
export const latestPart = Buffer.of(0xfe)
/** What a store knows besides its rows. */
export const numbersPart = Buffer.of(0xff)

export function segmentPart(segment: number): Buffer {
  const prefix = Buffer.allocUnsafe(timeBytes)
  writeTime(prefix, segment, 0)
  return prefix
}
