/**
 * The hash by which rows are found in memory. It never leaves the process, and it decides only where a row is looked
 * for: rows of one hash are told apart by their keys.
 */
/** Takes four bytes at a time, then what is left. */
export function hashOf(key: Buffer): number {
  const { length } = key
  const even = length & ~3
  let hash = length ^ 0x2f5a_94cd
  let index = 0
  for (; index < even; index += 4) {
    const word =
      (key[index] as number) |
      ((key[index + 1] as number) << 8) |
      ((key[index + 2] as number) << 16) |
      ((key[index + 3] as number) << 24)
    hash = Math.imul(hash ^ word, 0x5bd1_e995)
    hash ^= hash >>> 15
  }
  for (; index < length; index++) hash = Math.imul(hash ^ (key[index] as number), 0x0100_0193)
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1_e995)
  return hash ^ (hash >>> 15)
}
