/**
 * The hash by which rows are found in memory: HalfSipHash-1-3, keyed by random numbers of the process, so that
 * nobody who chooses keys can make them meet. It never leaves the process, and it decides only where a row is
 * looked for: rows of one hash are told apart by their keys.
 */
import { systemRandom } from '@millrace/core/host'

export interface HashSeed {
  readonly low: number
  readonly high: number
}

const ownSeed: HashSeed = { low: systemRandom.bytes(4).readInt32LE(), high: systemRandom.bytes(4).readInt32LE() }

/** So many rounds mix the end, the first of them with the last bytes. */
const lastRounds = 4

export function hashOf(key: Buffer, { low, high }: HashSeed = ownSeed): number {
  const { length } = key
  const whole = length & ~3
  let a = low
  let b = high
  let c = low ^ 0x6c79_6765
  let d = high ^ 0x7465_6462
  let word = 0
  for (let at = 0; at < whole; at += 4) {
    word =
      (key[at] as number) |
      ((key[at + 1] as number) << 8) |
      ((key[at + 2] as number) << 16) |
      ((key[at + 3] as number) << 24)
    d ^= word
    // A round; written out, here and below, because four numbers cannot be given back without an object.
    a = (a + b) | 0
    b = ((b << 5) | (b >>> 27)) ^ a
    a = (a << 16) | (a >>> 16)
    c = (c + d) | 0
    d = ((d << 8) | (d >>> 24)) ^ c
    a = (a + d) | 0
    d = ((d << 7) | (d >>> 25)) ^ a
    c = (c + b) | 0
    b = ((b << 13) | (b >>> 19)) ^ c
    c = (c << 16) | (c >>> 16)
    a ^= word
  }
  word = length << 24
  for (let at = whole; at < length; at++) word |= (key[at] as number) << ((at & 3) << 3)
  for (let left = lastRounds; left > 0; left--) {
    d ^= word
    a = (a + b) | 0
    b = ((b << 5) | (b >>> 27)) ^ a
    a = (a << 16) | (a >>> 16)
    c = (c + d) | 0
    d = ((d << 8) | (d >>> 24)) ^ c
    a = (a + d) | 0
    d = ((d << 7) | (d >>> 25)) ^ a
    c = (c + b) | 0
    b = ((b << 13) | (b >>> 19)) ^ c
    c = (c << 16) | (c >>> 16)
    a ^= word
    if (left === lastRounds) c ^= 0xff
    word = 0
  }
  return b ^ d
}
