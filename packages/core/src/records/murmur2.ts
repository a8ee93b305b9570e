/**
 * The hash by which Kafka's producer and Kafka Streams choose a key's partition. Two programs that
 * disagree here put the same key into different partitions, so it is Java's to the bit.
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'

const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995

/** Murmur2 of the bytes, or of the first `length` of them, as the signed 32-bit integer that Java has. */
export function murmur2(bytes: Uint8Array, length: number = bytes.length): number {
  const whole = length & ~3
  let hash = SEED ^ length
  for (let at = 0; at < whole; at += 4) {
    let word = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    word |= ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
    word = Math.imul(word, MULTIPLIER)
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER)
    hash = Math.imul(hash, MULTIPLIER) ^ word
  }
  if (whole < length) {
    for (let at = length - 1; at >= whole; at--) hash ^= (bytes[at] as number) << (8 * (at - whole))
    hash = Math.imul(hash, MULTIPLIER)
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return hash ^ (hash >>> 15)
}

/**
 * The partition of a key, from 0 on.
 *
 * @throws EncodeError `BAD_VALUE` if there is no partition to choose from.
 */
export function partitionFor(key: Uint8Array, partitionCount: number): number {
  if (!Number.isInteger(partitionCount) || partitionCount < 1 || partitionCount > 0x7fffffff) {
    const expected = 'a partition count from 1 to 2147483647'
    throw new EncodeError({ code: 'BAD_VALUE', expected, found: glimpse(partitionCount) })
  }
  return (murmur2(key) & 0x7fffffff) % partitionCount
}
