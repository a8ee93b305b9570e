import test from 'ava'
import { hashOf } from './key-hash.ts'

const keys = Array.from({ length: 4096 }, (_, index) => Buffer.from(`user-${index}`))

test('a key has one hash in a process, and another one under another seed', (t) => {
  const key = Buffer.from('key')
  t.is(hashOf(key), hashOf(Buffer.from('key')))
  t.not(hashOf(key, { low: 1, high: 2 }), hashOf(key, { low: 1, high: 3 }))
  t.not(hashOf(key, { low: 1, high: 2 }), hashOf(key, { low: 2, high: 2 }))
})

test('the hash is HalfSipHash-1-3', (t) => {
  // Of the bytes 0, 1, 2 … under the key 0, 1 … 7, as the designers' algorithm has it, in C, with one round and three.
  const seed = { low: 0x03020100, high: 0x07060504 }
  const hash = (length: number) => hashOf(Buffer.from(Array.from({ length }, (_, index) => index)), seed) >>> 0
  t.deepEqual([0, 3, 4, 7, 8, 11].map(hash), [0x5814c896, 0x01539939, 0x7e059ea6, 0x9d38d9d6, 0x577999b1, 0x959246ee])
})

test('keys that meet under every seed of a multiplying hash do not meet', (t) => {
  // The highest bit of a word and, after it, the two bits that it becomes: they cancel each other out.
  const pair = (bits: number) => Buffer.from(Uint32Array.of(bits * 0x8000_0000, bits * 0x8001_0000).buffer)
  const key = (choice: number) => Buffer.concat([pair(choice & 1), pair((choice >> 1) & 1), pair((choice >> 2) & 1)])
  const hashes = new Set(Array.from({ length: 8 }, (_, choice) => hashOf(key(choice), { low: 1, high: 2 })))
  t.is(hashes.size, 8)
})

test('keys that are alike are spread over all buckets', (t) => {
  const buckets = new Uint32Array(64)
  for (const key of keys) {
    const bucket = hashOf(key, { low: 1, high: 2 }) & 63
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  t.true(buckets.every((count) => count > 32 && count < 96))
})
