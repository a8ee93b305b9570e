/** What every codec keeps to, whatever its format, and in whatever way its work is done. */
import { randomBytes } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { compressSync } from 'snappy'
import { DecodeError } from '../../bytes/errors.ts'
import { codecs } from './codecs.ts'
import { elsewhere, ways } from './steps.contract.ts'

const LIMIT = 1 << 24
const repetitive = Buffer.from('{"id":1,"name":"ann","page":"/home"}'.repeat(8_000))
const incompressible = randomBytes(100_000)
/** Beyond what any codec does at once. */
const large = Buffer.concat(
  Array.from({ length: 40 }, (_, index) => [incompressible.subarray(index), repetitive]).flat(),
)
/** Small when compressed, so that its size does not say that it is beyond it. */
const surprising = Buffer.alloc(3 << 20, 'millrace ')

for (const [name, codec] of Object.entries(codecs)) {
  for (const [way, { compress, decompress }] of Object.entries(ways)) {
    test(`${name}, ${way}: what was compressed is inflated to itself`, async (t) => {
      const inputs = [Buffer.alloc(0), Buffer.from('a'), repetitive, incompressible, Buffer.alloc(1 << 20), surprising]
      for (const input of [...inputs, large]) {
        const compressed = await compress(codec, input)
        t.true((await decompress(codec, compressed, LIMIT)).equals(input))
        t.true(codec.decompress(compressed, LIMIT).equals(input))
      }
    })

    test(`${name}, ${way}: any bytes come back`, async (t) => {
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc
          .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat({ max: 9_000 }))
          .map(([pattern, times]) => Buffer.alloc(pattern.length * times, pattern)),
      )
      const property = fc.asyncProperty(bytes, async (input) => {
        const compressed = await compress(codec, Buffer.from(input))
        return (await decompress(codec, compressed, LIMIT)).equals(input)
      })
      await fc.assert(property, { numRuns: 200 })
      t.pass()
    })

    test(`${name}, ${way}: what inflates to exactly the limit is taken, and a byte more is refused`, async (t) => {
      for (const input of [repetitive, large, surprising]) {
        const compressed = await compress(codec, input)
        t.is((await decompress(codec, compressed, input.length)).length, input.length)
        const limit = input.length - 1
        const error = await t.throwsAsync(async () => decompress(codec, compressed, limit), { instanceOf: DecodeError })
        t.is(error?.code, 'TOO_LARGE')
        t.regex(error?.message ?? '', new RegExp(`expected records of at most ${limit} bytes, found `))
      }
    })

    test(`${name}, ${way}: compressed bytes that were cut off are refused`, async (t) => {
      for (const input of [repetitive, large]) {
        const compressed = await compress(codec, input)
        for (const length of [0, 1, 5, 20, compressed.length >> 1, compressed.length - 1]) {
          const cut = async () => decompress(codec, compressed.subarray(0, length), LIMIT)
          const error = await t.throwsAsync(cut, { instanceOf: DecodeError })
          t.true(['CORRUPT', 'TRUNCATED'].includes(error?.code ?? ''), error?.message)
        }
      }
    })

    test(`${name}, ${way}: noise is refused`, async (t) => {
      for (let seed = 0; seed < 50; seed++) {
        const noise = incompressible.subarray(seed * 40, seed * 40 + 40)
        await t.throwsAsync(async () => decompress(codec, noise, 1_000), { instanceOf: DecodeError })
      }
      await t.throwsAsync(async () => decompress(codec, large, LIMIT), { instanceOf: DecodeError })
    })

    if (name === 'lz4') continue // it has no library to refuse anything
    test(`${name}, ${way}: a refusal of the library is kept as cause`, async (t) => {
      for (const input of [repetitive, surprising]) {
        const compressed = codec.compress(input)
        compressed.fill(0xaa, 24, 60)
        const error = await t.throwsAsync(async () => decompress(codec, compressed, LIMIT), { instanceOf: DecodeError })
        t.is(error?.code, 'CORRUPT')
        t.true(error?.cause instanceof Error)
      }
    })
  }

  test(`${name}: a small batch takes one step, and a large one gives others their turns`, async (t) => {
    const seen: string[] = []
    const note = (ended: string) => seen.push(ended)
    const small = repetitive.subarray(0, 16_000)
    const compressed = await elsewhere(codec.compressInSteps(small), note)
    await elsewhere(codec.decompressInSteps(compressed, LIMIT), note)
    t.true(seen.length <= 2 && !seen.includes('call'), seen.join())
    // In LZ4 a repetition is one sequence, which is copied within a millisecond.
    for (const input of name === 'lz4' ? [large] : [large, surprising]) {
      seen.length = 0
      const all = await elsewhere(codec.compressInSteps(input), note)
      t.true(seen.includes('call') || seen.length > 10)
      seen.length = 0
      await elsewhere(codec.decompressInSteps(all, LIMIT), note)
      t.true(seen.includes('call') || seen.length > 10)
    }
  })
}

test('raw snappy of many megabytes is one call, refused like a small one', async (t) => {
  const compressed = compressSync(surprising)
  const seen: string[] = []
  const inflated = await elsewhere(codecs.snappy.decompressInSteps(compressed, LIMIT), (ended) => seen.push(ended))
  t.true(inflated.equals(surprising))
  t.deepEqual(seen, ['call', 'step'])
  compressed.fill(0xff, 1_000, 2_000)
  const error = await t.throwsAsync(elsewhere(codecs.snappy.decompressInSteps(compressed, LIMIT)))
  t.true(error instanceof DecodeError && error.code === 'CORRUPT' && error.cause instanceof Error)
})
