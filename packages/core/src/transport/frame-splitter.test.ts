/**
 * Frames out of pieces: cut anywhere, of any size, and never more memory than what has come is worth.
 */
import test from 'ava'
import fc from 'fast-check'
import { DecodeError } from '../bytes/errors.ts'
import { FrameSplitter } from './frame-splitter.ts'

function framed(...bodies: Uint8Array[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => {
      const size = Buffer.alloc(4)
      size.writeInt32BE(body.length)
      return [size, body]
    }),
  )
}

function split(pieces: Buffer[], frameBytesMax = 1_000_000_000): Buffer[] {
  const frames: Buffer[] = []
  const splitter = new FrameSplitter(frameBytesMax, (frame) => frames.push(frame))
  for (const piece of pieces) splitter.push(piece)
  return frames
}

test('frames come out whole, wherever the bytes are cut', (t) => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
  const cuts = fc.array(fc.nat(400), { maxLength: 20 })
  fc.assert(
    fc.property(bodies, cuts, (bodies, cuts) => {
      const stream = framed(...bodies)
      const places = [...cuts, stream.length]
        .map((cut) => Math.min(cut, stream.length))
        .sort((one, other) => one - other)
      const pieces = places.map((place, index) => stream.subarray(places[index - 1] ?? 0, place))
      t.deepEqual(
        split(pieces).map((frame) => frame.toString('hex')),
        bodies.map((body) => Buffer.from(body).toString('hex')),
      )
    }),
  )
})

test('a frame that lies whole in a piece is a view of it', (t) => {
  const piece = framed(Buffer.from('abc'), Buffer.from('de'))
  const [first, second] = split([piece])
  t.is(first?.buffer, piece.buffer)
  t.is(second?.buffer, piece.buffer)
})

test('where frames are not given back, a piece may be used again, and a frame has memory of just its size', (t) => {
  const frames: Buffer[] = []
  const splitter = new FrameSplitter(1_000_000, (frame) => frames.push(frame), null)
  const large = Buffer.alloc(300_000, 'x')
  const all = framed(Buffer.from('abc'), large)
  const piece = Buffer.alloc(100_000)
  for (let at = 0; at < all.length; at += piece.length) {
    const size = all.copy(piece, 0, at, at + piece.length)
    splitter.push(piece.subarray(0, size))
    piece.fill(0)
  }
  t.is(String(frames[0]), 'abc')
  t.deepEqual(frames[1], large)
  t.is(frames[1]?.buffer.byteLength, large.length)
})

test('a large frame is put together without copying it again and again', (t) => {
  const body = Buffer.alloc(20_000_000, 'kafka')
  const stream = framed(body)
  const pieces = Array.from({ length: Math.ceil(stream.length / 1460) }, (_, index) =>
    stream.subarray(index * 1460, (index + 1) * 1460),
  )
  const frames = split(pieces)
  t.is(frames.length, 1)
  t.true(frames[0]?.equals(body))
})

test('a size that is merely claimed costs next to nothing', (t) => {
  const before = process.memoryUsage().arrayBuffers
  const splitters = Array.from({ length: 200 }, () => new FrameSplitter(100_000_000, () => t.fail()))
  const claim = Buffer.from([0x05, 0xf5, 0xe1, 0x00, 1, 2, 3])
  for (const splitter of splitters) splitter.push(claim)
  t.true(process.memoryUsage().arrayBuffers - before < 200 * 70_000)
  t.true(splitters.every(({ heldBytes }) => heldBytes === 3))
})

test('a size beyond the limit or below nothing is refused, with what it looks like', (t) => {
  const refused = (bytes: Buffer) => t.throws(() => split([bytes], 100), { instanceOf: DecodeError })?.message
  t.is(
    refused(Buffer.from('GET / HTTP/1.1')),
    "frame size: expected from 0 to 100 bytes, found 1195725856 (the text 'GET ')",
  )
  t.is(
    refused(Buffer.from([0x16, 3, 1, 0])),
    'frame size: expected from 0 to 100 bytes, found 369295616 (a TLS handshake)',
  )
  t.is(refused(Buffer.from([255, 255, 255, 255])), 'frame size: expected from 0 to 100 bytes, found -1')
  t.is(refused(Buffer.from([0, 0, 0, 101])), 'frame size: expected from 0 to 100 bytes, found 101')
  t.deepEqual(split([Buffer.from([0, 0, 0, 0])], 100), [Buffer.alloc(0)])
})

test('a size that comes byte by byte is one', (t) => {
  const stream = framed(Buffer.from('a'), Buffer.from(''), Buffer.from('bc'))
  const pieces = Array.from(stream, (byte) => Buffer.from([byte]))
  t.deepEqual(split(pieces).map(String), ['a', '', 'bc'])
})
