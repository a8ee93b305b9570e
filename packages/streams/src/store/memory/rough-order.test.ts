import test from 'ava'
import fc from 'fast-check'
import { MemoryByteMap } from './memory-byte-map.ts'

function roughKeys(keys: readonly Buffer[]): string[] {
  const map = new MemoryByteMap()
  for (const key of keys) map.put(key, Buffer.from('x'))
  const found: string[] = []
  map.forEachRoughlyOrdered(({ key }) => found.push(key.toString('latin1')))
  return found
}

test('keys that differ in a few bytes behind what they share come in their order', (t) => {
  const keys = Array.from(
    { length: 5000 },
    (_, index) => `customers/eu/${String((index * 7919) % 5000).padStart(4, '0')}`,
  )
  t.deepEqual(roughKeys(keys.map((key) => Buffer.from(key))), keys.toSorted())
})

test('high bytes come behind low ones', (t) => {
  const keys = [0x00, 0x7f, 0x80, 0xff].map((byte) => Buffer.of(1, byte, byte, byte, byte))
  t.deepEqual(
    roughKeys(keys.toReversed()),
    keys.map((key) => key.toString('latin1')),
  )
})

test('whatever the keys are, each is handed out once', (t) => {
  const property = fc.property(fc.array(fc.uint8Array({ maxLength: 6 })), (keys) => {
    const found = roughKeys(keys.map((key) => Buffer.from(key)))
    const expected = [...new Set(keys.map((key) => Buffer.from(key).toString('latin1')))]
    return JSON.stringify(found.toSorted()) === JSON.stringify(expected.toSorted())
  })
  t.notThrows(() => fc.assert(property))
})
