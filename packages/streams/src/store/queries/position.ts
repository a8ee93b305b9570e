/**
 * How far the input is that a store's rows stand for: of each topic's partitions the offset of the last record that was
 * processed. Plain data, so that it can be handed from one service to the next: whoever has seen one position, and asks
 * for at least that, does not see anything older.
 */

/** By topic, then by partition. */
export type Position = Readonly<Record<string, Readonly<Record<number, number>>>>

/** The later one of each partition. */
export function mergePositions(positions: Iterable<Position>): Position {
  const merged: Record<string, Record<number, number>> = {}
  for (const position of positions) {
    for (const [topic, offset] of Object.entries(position)) {
      merged[topic] ??= {}
      const partitions = merged[topic]
      for (const [partition, at] of partitionsOf(offset))
        partitions[partition] = Math.max(partitions[partition] ?? at, at)
    }
  }
  return merged
}

/**
 * Whether a partition's position is at least this one. As in Java, only what the bound says of that partition counts:
 * the others are other stores' business.
 */
export function isAtLeast(position: Position, bound: Position, partition: number): boolean {
  return Object.entries(bound).every(([topic, partitions]) => {
    const wanted = partitions[partition]
    return wanted === undefined || (position[topic]?.[partition] ?? -1) >= wanted
  })
}

function partitionsOf(offsets: Readonly<Record<number, number>>): [number, number][] {
  return Object.entries(offsets).map(([partition, offset]) => [Number(partition), offset])
}
