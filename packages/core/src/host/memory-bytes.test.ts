/**
 * Bytes in blocks, with blocks small enough that everything crosses their borders.
 */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { MemoryBytes } from './memory-bytes.ts'

const piece = fc.record({
  position: fc.nat(100),
  bytes: fc.uint8Array({ maxLength: 60 }),
  truncateTo: fc.option(fc.nat(150), { freq: 3 }),
})

test('blocks of any size hold what one list of bytes holds', (t) => {
  const property = fc.property(fc.integer({ min: 1, max: 33 }), fc.array(piece), (blockBytes, pieces) => {
    const bytes = new MemoryBytes(blockBytes)
    const model: number[] = []
    for (const { position, bytes: written, truncateTo } of pieces) {
      bytes.write(written, position)
      while (written.length > 0 && model.length < position) model.push(0)
      model.splice(position, written.length, ...written)
      if (truncateTo !== null) {
        bytes.truncate(truncateTo)
        while (model.length < truncateTo) model.push(0)
        model.length = truncateTo
      }
      assert.deepEqual(contentOf(bytes), model)
    }
    assert.deepEqual(contentOf(bytes.copy()), model)
  })
  t.notThrows(() => fc.assert(property, { numRuns: 300 }))
})

function contentOf(bytes: MemoryBytes): number[] {
  const target = new Uint8Array(bytes.length + 5).fill(0xee)
  const count = bytes.read(target, 0)
  assert.equal(count, bytes.length)
  assert.ok(target.subarray(count).every((byte) => byte === 0xee))
  return [...target.subarray(0, count)]
}

test('a copy does not follow what it was copied from', (t) => {
  const bytes = new MemoryBytes()
  bytes.write(Buffer.from('abc'), 0)
  const copy = bytes.copy()
  bytes.write(Buffer.from('X'), 0)
  t.is(Buffer.from(contentOf(copy)).toString(), 'abc')
})

test('appending a hundred megabytes takes no more memory than that and a block', (t) => {
  const bytes = new MemoryBytes()
  const chunk = Buffer.alloc(1 << 20, 7)
  const before = process.memoryUsage().arrayBuffers
  for (let index = 0; index < 100; index++) bytes.write(chunk, index * chunk.length)
  t.is(bytes.length, 100 << 20)
  t.true(process.memoryUsage().arrayBuffers - before < 110 << 20)
})
