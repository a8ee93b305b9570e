/**
 * Which segments become one. Compaction makes segments small; those that fit together into one segment by
 * their sizes before it are written into one, so that their number does not grow with the log's age.
 */

export interface GroupedFacts {
  readonly baseOffset: number
  readonly size: number
  /** Bytes of the offset and the time index. */
  readonly offsetIndexBytes: number
  readonly timeIndexBytes: number
}

export interface GroupLimits {
  readonly segmentBytes: number
  readonly segmentIndexBytes: number
  /** Where the last segment ends, at the most. */
  readonly endOffset: number
}

/** Offsets in a segment are int32, counted from its base. */
const OFFSETS_MAX = 0x7fffffff

/** The segments in order, in groups of one or more that lie side by side. */
export function groupSegments<Facts extends GroupedFacts>(segments: readonly Facts[], limits: GroupLimits): Facts[][] {
  const groups: Facts[][] = []
  for (const [index, segment] of segments.entries()) {
    const group = groups.at(-1)
    const endOffset = segments[index + 1]?.baseOffset ?? limits.endOffset
    if (group !== undefined && fits(group, { segment, endOffset }, limits)) group.push(segment)
    else groups.push([segment])
  }
  return groups
}

function fits(group: readonly GroupedFacts[], next: { segment: GroupedFacts; endOffset: number }, limits: GroupLimits) {
  const { segment, endOffset } = next
  const sum = (of: (facts: GroupedFacts) => number) => group.reduce((total, one) => total + of(one), of(segment))
  if (sum(({ size }) => size) > limits.segmentBytes) return false
  if (sum(({ offsetIndexBytes }) => offsetIndexBytes) > limits.segmentIndexBytes) return false
  if (sum(({ timeIndexBytes }) => timeIndexBytes) > limits.segmentIndexBytes) return false
  return segment.size === 0 || endOffset - 1 - (group[0] ?? segment).baseOffset <= OFFSETS_MAX
}
