import test from 'ava'
import { compressSync } from 'snappy'
import { snappy } from './snappy.ts'

const text = Buffer.from('millrace '.repeat(10_000))

test('blocks of 32 KiB of input are written in the framing of the Java library', (t) => {
  const framed = snappy.compress(text)
  t.is(framed.subarray(0, 16).toString('hex'), '82534e41505059000000000100000001')
  let blocks = 0
  for (let at = 16; at < framed.length; at += 4 + framed.readInt32BE(at)) blocks++
  t.is(blocks, Math.ceil(text.length / 32_768))
})

test('raw snappy is read too', (t) => {
  t.deepEqual(snappy.decompress(compressSync(text), 1 << 20), text)
})

test('a length that the block cannot hold is refused before it is allocated', (t) => {
  const claimsFourGigabytes = Buffer.from('ffffffff0f00', 'hex')
  t.throws(() => snappy.decompress(claimsFourGigabytes, 2 ** 40), {
    message: 'at byte 0: expected at most 132 bytes from 6 bytes of snappy, found 4294967295',
  })
})

test('the blocks of a frame are held against the limit together', (t) => {
  t.throws(() => snappy.decompress(snappy.compress(text), 40_000), {
    message: 'expected records of at most 40000 bytes, found 90000',
  })
})

test('a block that goes on behind the end is refused', (t) => {
  const framed = snappy.compress(Buffer.from('short'))
  framed.writeInt32BE(100, 16)
  t.throws(() => snappy.decompress(framed, 100), { message: 'at byte 20: expected 100 more bytes, found 7' })
  framed.writeInt32BE(-1, 16)
  t.throws(() => snappy.decompress(framed, 100), { message: 'at byte 20: expected a length, found -1' })
})
