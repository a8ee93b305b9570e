import test from 'ava'
import { GrowingHash, xxhash32 } from './xxhash32.ts'

const known: [text: string, hash: number][] = [
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
]

for (const [text, hash] of known) {
  test(`the hash of '${text}' is ${hash.toString(16)}`, (t) => {
    t.is(xxhash32(Buffer.from(text)), hash)
  })
}

test('bytes that come by and by have the hash that they have together', (t) => {
  const bytes = Buffer.from('Nobody inspects the spammish repetition '.repeat(20))
  for (const piece of [1, 7, 16, 33, 500]) {
    const hash = new GrowingHash()
    for (let end = piece; end < bytes.length; end += piece) hash.advance(bytes.subarray(0, end))
    t.is(hash.end(bytes), xxhash32(bytes))
  }
})
