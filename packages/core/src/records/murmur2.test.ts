import test from 'ava'
import { murmur2, partitionFor } from './murmur2.ts'

const javasHashes: [text: string, hash: number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

for (const [text, hash] of javasHashes) {
  test(`murmur2 of ${text} is ${hash}`, (t) => {
    t.is(murmur2(Buffer.from(text)), hash)
  })
}

test('a negative hash gives a partition too', (t) => {
  t.is(partitionFor(Buffer.from('foobar'), 7), (-790332482 & 0x7fffffff) % 7)
  t.is(partitionFor(Buffer.from('foobar'), 1), 0)
})

test('bytes beyond 127 are hashed as Java hashes them, unsigned', (t) => {
  t.is(murmur2(Buffer.from([0xff, 0xfe, 0xfd])), murmur2(new Uint8Array([0xff, 0xfe, 0xfd])))
})

test('a partition count that is none is refused', (t) => {
  for (const count of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
    t.throws(() => partitionFor(Buffer.from('a'), count), {
      message: `expected a partition count from 1 to 2147483647, found ${count}`,
    })
  }
})
