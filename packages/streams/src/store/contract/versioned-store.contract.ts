/**
 * What every versioned store does: within its history it answers as a list of all writes would, whatever their
 * order, and its changelog makes the same store again.
 */
import type { TestFn } from 'ava'
import fc from 'fast-check'
import { TestTask } from './store-task.contract.ts'
import { putRefused, type VersionedStore, validToUndefined } from './versioned-store.ts'

type Store = VersionedStore<string, string>

export interface VersionedForm {
  readonly title: string
  /** A new store with this history, not yet opened. */
  readonly open: (historyMs: number) => Store
}

interface Step {
  readonly do: 'put' | 'delete' | 'getAsOf' | 'history'
  readonly key: string
  readonly value: string
  readonly time: number
  readonly length: number
}

const historyMs = 50

/** Writes a key at times that differ: when a latest version is deleted at its own time, Java forgets that it was. */
class Model {
  readonly #writes = new Map<string, { time: number; value: string | null }[]>()
  #streamTime = -1

  isBehind(time: number): boolean {
    return time < this.#streamTime - historyMs
  }

  has(key: string, time: number): boolean {
    return this.#of(key).some((write) => write.time === time)
  }

  put(key: string, value: string | null, time: number): number {
    if (this.isBehind(time)) return putRefused
    this.#streamTime = Math.max(this.#streamTime, time)
    const writes = this.#of(key).filter((write) => write.time !== time)
    writes.push({ time, value })
    writes.sort((left, right) => left.time - right.time)
    this.#writes.set(key, writes)
    return writes.find((write) => write.time > time)?.time ?? validToUndefined
  }

  getAsOf(key: string, time: number) {
    const row = this.#rows(key).findLast(({ validFromMs }) => validFromMs <= time)
    if (row?.value == null || (row.validToMs !== null && this.isBehind(time))) return null
    return row
  }

  history(key: string, fromMs: number, toMs: number) {
    const since = Math.max(fromMs, this.#streamTime - historyMs)
    const isBehind = this.isBehind(toMs)
    return this.#rows(key).filter(({ value, validFromMs, validToMs }) => {
      if (value === null || validFromMs > toMs) return false
      return validToMs === null || (!isBehind && validToMs > since)
    })
  }

  #rows(key: string) {
    const writes = this.#of(key)
    return writes.map(({ time, value }, index) => ({
      value,
      validFromMs: time,
      validToMs: writes[index + 1]?.time ?? null,
    }))
  }

  #of(key: string) {
    return this.#writes.get(key) ?? []
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('put', 'put', 'put', 'delete', 'getAsOf', 'history'),
  key: fc.constantFrom('a', 'ab', 'b'),
  value: fc.string({ maxLength: 3 }),
  time: fc.nat(200),
  length: fc.nat(60),
})

/** Registers the suite for one form. */
export function versionedStoreContract(test: TestFn, { title, open }: VersionedForm): void {
  const begin = () => {
    const task = new TestTask()
    const store = open(historyMs)
    store.init(task)
    return { task, store }
  }
  answersContract(test, title, begin)
  deletionContract(test, title, begin)

  test(`${title}: a store refuses before it is opened, after it was closed, and without a key`, (t) => {
    const store = open(historyMs)
    t.throws(() => store.get('k'), { code: 'CLOSED' })
    store.init(new TestTask())
    t.throws(() => store.put(null as unknown as string, 'v', 1), { code: 'NULL_KEY' })
    store.close()
    t.throws(() => store.put('k', 'v', 1), { code: 'CLOSED' })
  })
}

type Begin = () => { readonly task: TestTask; readonly store: Store }

function answersContract(test: TestFn, title: string, begin: Begin): void {
  test(`${title}: within its history a store answers as a list of all writes does`, (t) => {
    const property = fc.property(fc.array(step, { maxLength: 80, size: 'max' }), fc.nat(3), (steps, drift) => {
      const { task, store } = begin()
      const model = new Model()
      for (const [index, one] of steps.entries()) {
        // Time goes on as the steps do, so that some writes come too late.
        const at = { ...one, time: one.time + index * drift }
        if ((at.do === 'put' || at.do === 'delete') && model.has(at.key, at.time)) continue
        const [found, expected] = take(store, model, at)
        assertSame(found, expected)
      }
      const again = begin()
      again.task.restoreFrom(task.changelog)
      for (const key of ['a', 'ab', 'b']) {
        const all = { fromMs: 0, toMs: 1000 }
        assertSame([...again.store.history(key, all)], [...store.history(key, all)])
      }
      assertSame(again.task.changelog, [])
    })
    t.notThrows(() => fc.assert(property, { numRuns: 400 }))
  })

  test(`${title}: a put answers until when its version is valid`, (t) => {
    const { store } = begin()
    t.is(store.put('k', '20', 20), validToUndefined)
    t.is(store.put('k', '10', 10), 20)
    t.is(store.put('k', '15', 15), 20)
    t.is(store.put('k', '15 again', 15), 20)
    t.is(store.put('k', '30', 30), validToUndefined)
    t.is(store.put('k', null, 25), 30)
    t.deepEqual(store.get('k'), { value: '30', validFromMs: 30, validToMs: null })
    t.deepEqual(store.getAsOf('k', 19), { value: '15 again', validFromMs: 15, validToMs: 20 })
    t.is(store.getAsOf('k', 27), null)
    t.is(store.getAsOf('k', 9), null)
    const rows = [...store.history('k', { fromMs: 12, toMs: 22 })]
    t.deepEqual(
      rows.map((row) => row.value),
      ['20', '15 again', '10'],
    )
    const oldest = [...store.history('k', { fromMs: 12, toMs: 22, order: 'oldest-first' })]
    t.deepEqual(oldest, rows.toReversed())
  })

  test(`${title}: a write behind the history is refused and counted, but told to the changelog`, (t) => {
    const { store, task } = begin()
    store.put('k', 'new', 100)
    t.is(store.put('k', 'just', 50), 100)
    t.is(store.put('k', 'late', 49), putRefused)
    t.is(store.delete('k', 49), null)
    t.is(task.droppedCount, 2)
    t.deepEqual(
      task.changelog.map(({ timestamp }) => timestamp),
      [100, 50, 49, 49],
    )
    const again = begin()
    again.task.restoreFrom(task.changelog)
    t.is(again.task.droppedCount, 0)
    t.deepEqual(again.store.getAsOf('k', 50)?.value, 'just')
  })
}

function deletionContract(test: TestFn, title: string, begin: Begin): void {
  test(`${title}: the latest version is never forgotten, those before it are when they ended long ago`, (t) => {
    const { store } = begin()
    store.put('k', 'first', 0)
    store.put('k', 'second', 10)
    store.put('other', 'x', 1000)
    t.is(store.get('k')?.value, 'second')
    t.is(store.getAsOf('k', 500)?.value, 'second')
    t.is(store.getAsOf('k', 5), null)
    t.deepEqual(
      [...store.history('k', { fromMs: 0, toMs: 2000 })].map((row) => row.value),
      ['second'],
    )
  })

  test(`${title}: a deletion is a version, and answers what it ended`, (t) => {
    const { store } = begin()
    t.is(store.delete('k', 5), null)
    t.is(store.put('k', 'before', 3), 5)
    t.is(store.get('k'), null)
    store.put('k', 'a', 10)
    t.deepEqual(store.delete('k', 12), { value: 'a', validFromMs: 10, validToMs: null })
    t.is(store.get('k'), null)
    t.deepEqual(store.getAsOf('k', 11), { value: 'a', validFromMs: 10, validToMs: 12 })
    t.is(store.put('k', 'between', 11), 12)
  })

  test(`${title}: when the only version is deleted at its own time, nothing is left of either, as in Java`, (t) => {
    const { store } = begin()
    store.put('k', 'a', 10)
    t.is(store.put('k', null, 10), validToUndefined)
    t.is(store.put('k', 'b', 8), validToUndefined)
    t.is(store.get('k')?.value, 'b')
  })
}

function take(store: Store, model: Model, { do: what, key, value, time, length }: Step): [unknown, unknown] {
  switch (what) {
    case 'put':
      return [store.put(key, value, time), model.put(key, value, time)]
    case 'delete': {
      const before = model.isBehind(time) ? null : model.getAsOf(key, time)
      model.put(key, null, time)
      return [store.delete(key, time), before]
    }
    case 'getAsOf':
      return [store.getAsOf(key, time), model.getAsOf(key, time)]
    case 'history':
      return [
        [...store.history(key, { fromMs: time, toMs: time + length, order: 'oldest-first' })],
        model.history(key, time, time + length),
      ]
  }
}

function assertSame(found: unknown, expected: unknown): void {
  const left = JSON.stringify(found)
  const right = JSON.stringify(expected)
  if (left !== right) throw new Error(`found ${left}, expected ${right}`)
}
