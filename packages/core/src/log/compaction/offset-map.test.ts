import test from 'ava'
import fc from 'fast-check'
import { OffsetMap } from './offset-map.ts'

const key = (text: string) => Buffer.from(text)

test('a key’s latest offset is found, and of another key none', (t) => {
  const map = new OffsetMap({ bytes: 10_000, keys: 100 })
  t.true(map.put(key('a'), 0))
  t.true(map.put(key('b'), 1))
  t.true(map.put(key('a'), 2 ** 53 - 2))
  t.deepEqual([map.get(key('a')), map.get(key('b')), map.get(key('c'))], [2 ** 53 - 2, 1, -1])
  t.is(map.keyCount, 2)
})

test('a full map takes no new key, but later offsets of those that it has', (t) => {
  const map = new OffsetMap({ bytes: 10 * 24, keys: 1_000_000 })
  t.is(map.keysMax, 9)
  for (let offset = 0; offset < 9; offset++) t.true(map.put(key(String(offset)), offset))
  t.false(map.put(key('one more'), 9))
  t.true(map.put(key('3'), 10))
  t.deepEqual([map.get(key('one more')), map.get(key('3')), map.latestOffset], [-1, 10, 10])
})

test('no more memory is taken than the keys need', (t) => {
  t.is(new OffsetMap({ bytes: 1e9, keys: 90 }).keysMax, 91)
})

test('a budget that has no room for a key is refused', (t) => {
  t.throws(() => new OffsetMap({ bytes: 24, keys: 10 }), { message: /expected room for a key/ })
})

test('up to where the log is known does not go back', (t) => {
  const map = new OffsetMap({ bytes: 1000, keys: 10 })
  t.is(map.latestOffset, -1)
  map.put(key('a'), 5)
  map.moveTo(3)
  t.is(map.latestOffset, 5)
  map.moveTo(9)
  t.is(map.latestOffset, 9)
})

test('the map answers as an ordinary map does, nearly full as well', (t) => {
  const entries = fc.array(fc.tuple(fc.uint8Array({ maxLength: 3 }), fc.nat(2)), { maxLength: 200, size: 'max' })
  const property = fc.property(entries, (written) => {
    const map = new OffsetMap({ bytes: 24 * 64, keys: 1000 })
    const model = new Map<string, number>()
    for (const [index, [bytes, repeated]] of written.entries()) {
      const name = repeated === 0 ? Buffer.from(bytes) : key(`frequent ${repeated}`)
      const isTaken = map.put(name, index)
      t.is(isTaken, model.has(name.toString('hex')) || model.size < map.keysMax)
      if (isTaken) model.set(name.toString('hex'), index)
    }
    for (const [name, offset] of model) t.is(map.get(Buffer.from(name, 'hex')), offset)
    t.is(map.keyCount, model.size)
  })
  fc.assert(property)
})
