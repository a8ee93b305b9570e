import test from 'ava'
import { xxhash32 } from './xxhash32.ts'

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
