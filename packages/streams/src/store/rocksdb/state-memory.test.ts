import test from 'ava'
import { StateMemory } from './state-memory.ts'
import type { StoreMemory } from './store-memory.ts'

const mebibyte = 1024 * 1024

/** Rows at hand of a given size, and nothing else. */
class Part {
  readonly isComplete = true
  atHandRows = 0
  #bytes = 0
  readonly #store: StoreMemory

  constructor(store: StoreMemory) {
    this.#store = store
    store.addPart(this)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** False if there was no room. */
  grow(bytes: number): boolean {
    if (!this.#store.makeRoom(this, bytes)) return false
    this.#bytes += bytes
    this.#store.atHandGrew(bytes)
    this.atHandRows = 1
    return true
  }

  giveWay(): void {
    this.#store.atHandGrew(-this.#bytes)
    this.#bytes = 0
    this.atHandRows = 0
  }
}

/** Of 64 MB for 4 stores; 40 MB are for rows. */
const fourStores = () => {
  const memory = new StateMemory({ bytes: 64 * mebibyte, stores: 4 })
  const stores = ['a', 'b', 'c', 'd'].map((name) => memory.openStore(name))
  return { memory, stores, parts: stores.map((store) => new Part(store)) as [Part, Part, Part, Part] }
}

test('what the columns of stores may take is a fixed part, shared by as many as were expected', (t) => {
  const { memory } = fourStores()
  const { cacheBytesMax, memtableBytesMax, bytesMax } = memory.stats()
  t.is(bytesMax, 64 * mebibyte)
  t.is(cacheBytesMax + memtableBytesMax * 1.5, 24 * mebibyte)
})

test('more stores than were expected get little, and take it from what is for rows', (t) => {
  const memory = new StateMemory({ bytes: 64 * mebibyte, stores: 1 })
  const first = new Part(memory.openStore('a'))
  for (let store = 0; store < 5; store++) memory.openStore(`b${store}`)
  t.is(memory.stats().stores[5]?.cacheBytesMax, mebibyte / 2)
  t.false(first.grow(31 * mebibyte))
  t.true(first.grow(30 * mebibyte))
})

test('a single store may have all that is for rows', (t) => {
  const { parts } = fourStores()
  t.true(parts[0].grow(40 * mebibyte))
  t.false(parts[0].grow(1))
})

test('rows of a store that has more than its share give way to those of one that has less', (t) => {
  const { parts } = fourStores()
  parts[0].grow(40 * mebibyte)
  t.true(parts[1].grow(5 * mebibyte))
  t.deepEqual(
    parts.map(({ bytes }) => bytes / mebibyte),
    [0, 5, 0, 0],
  )
  for (const part of [parts[0], parts[2], parts[3]]) part.grow(10 * mebibyte)
  t.false(parts[1].grow(6 * mebibyte))
})

test('rows of a store that has not been used for long give way first', (t) => {
  const { memory, stores, parts } = fourStores()
  for (const part of parts) part.grow(9 * mebibyte)
  for (let round = 0; round < 20; round++) {
    for (const store of stores) if (store !== stores[2]) store.hits += 1
    memory.nextRound()
  }
  t.true(parts[3].grow(8 * mebibyte))
  t.deepEqual(
    parts.map(({ bytes }) => bytes / mebibyte),
    [9, 9, 0, 17],
  )
})

test('of the parts of a store the older ones give way to the newer, and never the other way', (t) => {
  const memory = new StateMemory({ bytes: 64 * mebibyte, stores: 1 })
  const store = memory.openStore('windows')
  const parts = [new Part(store), new Part(store), new Part(store)] as const
  for (const part of parts) part.grow(13 * mebibyte)
  t.true(parts[2].grow(10 * mebibyte))
  t.deepEqual(
    parts.map(({ bytes }) => bytes / mebibyte),
    [0, 13, 23],
  )
  t.false(parts[0].grow(10 * mebibyte))
})

test('what has not been committed makes rows at hand give way, and then asks for a commit', (t) => {
  const { memory, stores, parts } = fourStores()
  for (const part of parts) part.grow(10 * mebibyte)
  stores[0]?.overlayGrew(3 * mebibyte)
  t.false(memory.isFull)
  // It is there three times while it is committed.
  t.is(memory.stats().atHandBytes, 30 * mebibyte)
  stores[0]?.overlayGrew(4 * mebibyte)
  t.true(memory.isFull)
  stores[0]?.overlayGrew(40 * mebibyte)
  t.is(memory.stats().atHandBytes, 0)
  stores[0]?.overlayGrew(-47 * mebibyte)
  t.false(memory.isFull)
})

test('a store that is closed leaves nothing in the account', (t) => {
  const { memory, stores, parts } = fourStores()
  parts[1].grow(mebibyte)
  stores[1]?.overlayGrew(1000)
  for (const store of stores) store.close()
  const { overlayBytes, atHandBytes, cacheBytesMax, stores: left } = memory.stats()
  t.deepEqual(
    { overlayBytes, atHandBytes, cacheBytesMax, left },
    { overlayBytes: 0, atHandBytes: 0, cacheBytesMax: 0, left: [] },
  )
})
