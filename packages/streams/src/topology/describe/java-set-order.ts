/**
 * The order in which Java walks over a HashSet of strings. It follows from the strings' hash codes alone, and from
 * the number of buckets, which grows with the set; strings in one bucket stay in the order of their coming.
 */
const bucketsMin = 16
/** A table is doubled when it is fuller than this. */
const load = 0.75

/** The order of a set that was filled string by string. */
export function filledSetOrder(items: readonly string[]): string[] {
  return inBuckets(items, powerOfTwo(items.length / load))
}

/** The order of a set that was made as a copy of another: it has room for one more from the start. */
export function copiedSetOrder(items: readonly string[]): string[] {
  return inBuckets(filledSetOrder(items), powerOfTwo(Math.floor(items.length / load) + 1))
}

function inBuckets(items: readonly string[], buckets: number): string[] {
  return items
    .map((item, index) => ({ item, index, bucket: bucketOf(item, buckets) }))
    .sort((a, b) => a.bucket - b.bucket || a.index - b.index)
    .map(({ item }) => item)
}

function powerOfTwo(least: number): number {
  let buckets = bucketsMin
  while (buckets < least) buckets *= 2
  return buckets
}

function bucketOf(text: string, buckets: number): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0
  return (hash ^ (hash >>> 16)) & (buckets - 1)
}
