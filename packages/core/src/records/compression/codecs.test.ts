/** What every codec keeps to, whatever its format. */
import { randomBytes } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { DecodeError } from '../../bytes/errors.ts'
import { codecs } from './codecs.ts'

const LIMIT = 1 << 24
const repetitive = Buffer.from('{"id":1,"name":"ann","page":"/home"}'.repeat(8_000))
const incompressible = randomBytes(100_000)

for (const [name, codec] of Object.entries(codecs)) {
  test(`${name}: what was compressed is inflated to itself`, (t) => {
    for (const input of [Buffer.alloc(0), Buffer.from('a'), repetitive, incompressible, Buffer.alloc(1 << 20)]) {
      t.deepEqual(codec.decompress(codec.compress(input), LIMIT), input)
    }
  })

  test(`${name}: any bytes come back`, (t) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat({ max: 9_000 }))
        .map(([pattern, times]) => Buffer.alloc(pattern.length * times, pattern)),
    )
    fc.assert(
      fc.property(bytes, (input) => codec.decompress(codec.compress(Buffer.from(input)), LIMIT).equals(input)),
      { numRuns: 200 },
    )
    t.pass()
  })

  test(`${name}: what inflates to exactly the limit is taken`, (t) => {
    t.is(codec.decompress(codec.compress(repetitive), repetitive.length).length, repetitive.length)
  })

  test(`${name}: what inflates to a byte more than the limit is refused`, (t) => {
    const limit = repetitive.length - 1
    const error = t.throws(() => codec.decompress(codec.compress(repetitive), limit), { instanceOf: DecodeError })
    t.is(error?.code, 'TOO_LARGE')
    t.regex(error?.message ?? '', new RegExp(`expected records of at most ${limit} bytes, found `))
  })

  test(`${name}: compressed bytes that were cut off are refused`, (t) => {
    const compressed = codec.compress(repetitive)
    for (const length of [0, 1, 5, 20, compressed.length >> 1, compressed.length - 1]) {
      const error = t.throws(() => codec.decompress(compressed.subarray(0, length), LIMIT), {
        instanceOf: DecodeError,
      })
      t.true(['CORRUPT', 'TRUNCATED'].includes(error?.code ?? ''), error?.message)
    }
  })

  test(`${name}: noise is refused`, (t) => {
    for (let seed = 0; seed < 50; seed++) {
      t.throws(() => codec.decompress(incompressible.subarray(seed * 40, seed * 40 + 40), 1_000), {
        instanceOf: DecodeError,
      })
    }
  })
}

for (const name of ['gzip', 'zstd', 'snappy'] as const) {
  test(`${name}: a refusal of the library is kept as cause`, (t) => {
    const compressed = codecs[name].compress(repetitive)
    compressed.fill(0xaa, 24, 60)
    const error = t.throws(() => codecs[name].decompress(compressed, LIMIT), { instanceOf: DecodeError })
    t.is(error?.code, 'CORRUPT')
    t.true(error?.cause instanceof Error)
  })
}
