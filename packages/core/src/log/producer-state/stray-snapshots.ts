/**
 * Which snapshots to keep: that of each segment, which stands where the segment begins, and the one
 * that was written behind the last segment when the log was closed.
 */

/** The offsets of the snapshots that no segment needs and that do not lie at or behind the last segment's start. */
export function straySnapshots(snapshotOffsets: readonly number[], baseOffsets: readonly number[]): number[] {
  const bases = new Set(baseOffsets)
  const lastBase = baseOffsets.reduce((last, offset) => Math.max(last, offset), -1)
  const strays = snapshotOffsets.filter((offset) => !bases.has(offset))
  const latest = strays.reduce((last, offset) => Math.max(last, offset), -1)
  return strays.filter((offset) => offset !== latest || offset < lastBase)
}
