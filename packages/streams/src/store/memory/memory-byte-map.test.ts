import test from 'ava'
import { byteMapContract } from '../contract/byte-map.contract.ts'
import { drain } from '../contract/cursor.ts'
import { MemoryByteMap } from './memory-byte-map.ts'

byteMapContract(test, 'in memory', { open: () => new MemoryByteMap() })

test('an order that nobody asks for again is forgotten, and made anew for the next scan', (t) => {
  const map = new MemoryByteMap()
  const keys = Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 20_000}`)
  map.range({}).next()
  for (const key of keys) map.put(Buffer.from(key), Buffer.from(key))
  for (const key of keys) if (key.length < 5) map.delete(Buffer.from(key))
  const left = keys.filter((key) => key.length === 5).toSorted()
  t.deepEqual(
    drain(map.range({})).map((row) => row.value.toString()),
    left,
  )
})

test('rows that come and go between two scans leave nothing behind', (t) => {
  const map = new MemoryByteMap()
  for (let round = 0; round < 3000; round++) {
    const key = Buffer.from(`${round % 7}`)
    map.put(key, Buffer.from('x'))
    if (round % 3 === 0) map.delete(key)
    if (round % 500 === 0) map.range({}).next()
    if (round % 11 === 0) map.deleteRange({ from: Buffer.from('3') })
  }
  map.deleteRange({})
  t.is(map.size, 0)
  t.deepEqual(drain(map.range({})), [])
})
