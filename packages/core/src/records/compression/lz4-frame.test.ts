import test from 'ava'
import { compressFrameSync } from 'lz4-napi'
import { inflateFrame } from './lz4-frame.ts'
import { xxhash32 } from './xxhash32.ts'

const LIMIT = 1 << 20
const text = Buffer.from('millrace '.repeat(20_000))

/** A frame made by hand. Blocks are hex; those that begin with `=` are not compressed. */
function frameOf(frame: { flags: number; blocks: readonly string[]; contentSize?: bigint; tail?: string }): Buffer {
  const size = Buffer.alloc(frame.contentSize === undefined ? 0 : 8)
  if (frame.contentSize !== undefined) size.writeBigUInt64LE(frame.contentSize)
  const descriptor = Buffer.concat([Buffer.from([frame.flags, 0x40]), size])
  const blocks = frame.blocks.flatMap((block) => {
    const isPlain = block.startsWith('=')
    const bytes = Buffer.from(isPlain ? block.slice(1) : block, 'hex')
    const header = Buffer.alloc(4)
    header.writeUInt32LE(isPlain ? bytes.length + 0x80000000 : bytes.length)
    return [header, bytes]
  })
  const check = Buffer.from([(xxhash32(descriptor) >>> 8) & 0xff])
  const end = Buffer.from(`00000000${frame.tail ?? ''}`, 'hex')
  return Buffer.concat([Buffer.from('04224d18', 'hex'), descriptor, check, ...blocks, end])
}

const INDEPENDENT = 0x60
const DEPENDENT = 0x40

test('frames with checksums of blocks and content are read, and the checksums are checked', (t) => {
  const frame = compressFrameSync(text, { blockChecksums: true, contentChecksum: true })
  t.deepEqual(inflateFrame(frame, LIMIT), text)
  const wrongContent = Buffer.from(frame)
  wrongContent[frame.length - 1] = (frame.at(-1) as number) ^ 1
  t.throws(() => inflateFrame(wrongContent, LIMIT), { message: /expected xxHash [0-9a-f]+, found [0-9a-f]+/ })
  const wrongBlock = Buffer.from(frame)
  wrongBlock[13] = 'M'.charCodeAt(0)
  t.throws(() => inflateFrame(wrongBlock, LIMIT), { message: /expected xxHash/ })
})

test('a block that is not compressed is copied', (t) => {
  t.is(inflateFrame(frameOf({ flags: INDEPENDENT, blocks: ['=6162', '=6364'] }), LIMIT).toString(), 'abcd')
})

test('a dependent block copies from the blocks before it', (t) => {
  const blocks = ['=6162636465', '010500' + '5078797a7a79']
  t.is(inflateFrame(frameOf({ flags: DEPENDENT, blocks }), LIMIT).toString(), 'abcdeabcdexyzzy')
})

test('an independent block that copies from before it is refused', (t) => {
  const blocks = ['=6162636465', '0105005078797a7a79']
  t.throws(() => inflateFrame(frameOf({ flags: INDEPENDENT, blocks }), LIMIT), {
    message: /expected a copy from 1 to 0 bytes back, found 5/,
  })
})

test('a copy longer than its distance repeats itself', (t) => {
  // one literal, a copy of 15 + 255 + 26 + 4 bytes from 1 back, no literals
  const block = '1f61' + '0100' + 'ff1a' + '1062'
  t.is(inflateFrame(frameOf({ flags: INDEPENDENT, blocks: [block] }), LIMIT).toString(), `${'a'.repeat(301)}b`)
})

test('the content size is held against the limit, and against the content', (t) => {
  const flags = INDEPENDENT | 0x08
  t.is(inflateFrame(frameOf({ flags, contentSize: 2n, blocks: ['=6162'] }), LIMIT).toString(), 'ab')
  t.throws(() => inflateFrame(frameOf({ flags, contentSize: 3n, blocks: ['=6162'] }), LIMIT), {
    message: /expected content of 3 bytes, found 2/,
  })
  t.throws(() => inflateFrame(frameOf({ flags, contentSize: 1n << 40n, blocks: [] }), LIMIT), {
    message: 'expected records of at most 1048576 bytes, found 1099511627776',
  })
})

const refusals: [what: string, frame: Buffer, message: RegExp][] = [
  ['another magic', Buffer.from('02214c1800', 'hex'), /at byte 0: expected an LZ4 frame \(184d2204\), found 184c2102/],
  ['another version', frameOf({ flags: 0x20, blocks: [] }), /at byte 4: expected version 1 of LZ4 frames, found 0/],
  ['a dictionary', frameOf({ flags: 0x61, blocks: [] }), /expected an LZ4 frame that Kafka can read, found flags 97/],
  ['bytes behind it', frameOf({ flags: 0x60, blocks: [], tail: 'ff' }), /expected the end of the frame, found 1 more/],
  ['a block without a literal', frameOf({ flags: 0x60, blocks: ['1f610100ff1a'] }), /expected literals at the end of/],
  [
    'a block that ends in a length',
    frameOf({ flags: 0x60, blocks: ['f0ff'] }),
    /expected the rest of a length, found the/,
  ],
  [
    'a block that ends in literals',
    frameOf({ flags: 0x60, blocks: ['5061'] }),
    /expected 1 literals or fewer, found 5/,
  ],
  ['a block that ends in a distance', frameOf({ flags: 0x60, blocks: ['106101'] }), /expected a copy's distance/],
  [
    'a distance of 0',
    frameOf({ flags: 0x60, blocks: ['106100001062'] }),
    /expected a copy from 1 to 1 bytes back, found 0/,
  ],
]

for (const [what, frame, message] of refusals) {
  test(`a frame with ${what} is refused`, (t) => {
    t.throws(() => inflateFrame(frame, LIMIT), { name: 'DecodeError', message })
  })
}

test('a wrong checksum of the descriptor is refused', (t) => {
  const frame = frameOf({ flags: INDEPENDENT, blocks: [] })
  frame[6] = 0
  t.throws(() => inflateFrame(frame, LIMIT), { message: 'at byte 6: expected descriptor checksum 0, found 130' })
})

test('an unknown block size is refused', (t) => {
  const frame = frameOf({ flags: INDEPENDENT, blocks: [] })
  frame[5] = 0x30
  t.throws(() => inflateFrame(frame, LIMIT), {
    message: 'at byte 5: expected an LZ4 frame that Kafka can read, found block size 48',
  })
})

test('a block longer than the frame allows is refused', (t) => {
  const blocks = [`=${'61'.repeat(65_537)}`]
  t.throws(() => inflateFrame(frameOf({ flags: INDEPENDENT, blocks }), LIMIT), {
    message: 'at byte 7: expected a block of at most 65536 bytes, found 65537',
  })
})

test('a block that inflates to more than the frame allows is refused', (t) => {
  const block = `1f610100${'ff'.repeat(300)}001062`
  t.throws(() => inflateFrame(frameOf({ flags: INDEPENDENT, blocks: [block] }), LIMIT), {
    message: /expected a block that inflates to at most 65536 bytes, found 76521/,
  })
})
