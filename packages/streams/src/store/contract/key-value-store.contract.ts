/**
 * What every key-value store does, whatever it keeps of a value, wherever its rows lie, with a cache or without:
 * it holds what a plain map holds, and its changelog makes the same store again.
 */
import type { ExecutionContext, TestFn } from 'ava'
import fc from 'fast-check'
import { contextWithoutRecord } from '../../record/record-context.ts'
import type { KeyValueStore } from './key-value-store.ts'
import type { CacheBudget, FlushedRow, FlushingStore } from './state-store.ts'
import { TestTask } from './store-task.contract.ts'

type Store<V> = KeyValueStore<string, V> & FlushingStore<string, V>

export interface KeyValueForm<V> {
  readonly title: string
  readonly isCached: boolean
  readonly isLogged: boolean
  /** A new store, not yet opened. Its keys are strings. */
  readonly open: () => Store<V>
  readonly budget: (bytesMax: number) => CacheBudget
  /** A value of this store; equal texts and times give equal values. */
  readonly value: (text: string, timestamp: number) => V
}

const key = fc.constantFrom('', 'a', 'b', 'ba', 'c', 'caf\u00e9', 'd')
const text = fc.string({ maxLength: 5 })
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('putIfAbsent' as const), key, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      from: fc.option(key),
      to: fc.option(key),
      order: fc.constantFrom('forward' as const, 'reverse' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The same, simply. */
class Model<V> {
  readonly rows = new Map<string, V>()

  range(from: string | null, to: string | null, order: 'forward' | 'reverse'): { key: string; value: V }[] {
    const bytes = (of: string) => Buffer.from(of)
    const rows = [...this.rows].map(([key, value]) => ({ key, value }))
    rows.sort((left, right) => bytes(left.key).compare(bytes(right.key)))
    const wanted = rows.filter(
      (row) =>
        (from === null || bytes(row.key).compare(bytes(from)) >= 0) &&
        (to === null || bytes(row.key).compare(bytes(to)) <= 0),
    )
    return order === 'reverse' ? wanted.reverse() : wanted
  }
}

/** Registers the suite for one form. */
export function keyValueStoreContract<V>(test: TestFn, form: KeyValueForm<V>): void {
  const { title, value } = form
  const begin = (bytesMax = 1_000_000) => {
    const task = new TestTask(form.isCached ? form.budget(bytesMax) : null)
    const store = form.open()
    store.init(task)
    return { task, store }
  }
  const rowsOf = (store: Store<V>) => [...store.all()]

  test(`${title}: a store holds what a map holds, and its changelog makes it again`, (t) => {
    const property = fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom(0, 150, 10_000),
      (steps, bytesMax) => {
        const { task, store } = begin(bytesMax)
        const model = new Model<V>()
        for (const [index, one] of steps.entries()) {
          task.at(index)
          const [found, expected] = take({ store, model, value }, one, index)
          assertSame(found, expected)
        }
        assertSame(rowsOf(store), model.range(null, null, 'forward'))
        store.flush()
        assertSame(store.approximateNumEntries(), model.rows.size)
        if (!form.isLogged) return assertSame(task.changelog.length, 0)
        const again = begin()
        again.task.restoreFrom(task.changelog)
        assertSame(rowsOf(again.store), rowsOf(store))
        assertSame(again.task.changelog.length, 0)
      },
    )
    t.notThrows(() => fc.assert(property, { numRuns: 150 }))
  })

  test(`${title}: before it is opened and after it was closed, a store refuses`, (t) => {
    const store = form.open()
    t.throws(() => store.get('a'), { code: 'CLOSED' })
    store.init(new TestTask())
    t.true(store.isOpen)
    t.is(store.get('a'), null)
    t.throws(() => store.get(null as unknown as string), { code: 'NULL_KEY' })
    store.close()
    t.false(store.isOpen)
    t.throws(() => store.put('a', value('a', 1)), { code: 'CLOSED' })
  })

  walkContract(test, { title, value, begin })
  if (form.isCached) cachedContract(test, { title, value, begin })
  else
    test(`${title}: without a cache nothing is told at flush`, (t) => {
      t.false(begin().store.onFlush(() => t.fail(), { oldValues: true }))
    })
}

interface OpenForm<V> {
  readonly title: string
  readonly value: KeyValueForm<V>['value']
  readonly begin: (bytesMax?: number) => { task: TestTask; store: Store<V> }
}

function walkContract<V>(test: TestFn, { title, value, begin }: OpenForm<V>): void {
  test(`${title}: rows come in the order of their keys' bytes, within both bounds, also backwards`, (t) => {
    const { task, store } = begin()
    task.at(1)
    for (const key of ['b', 'a', '\u{1f600}', '\uffff', 'c']) store.put(key, value(key, 1))
    const keys = (rows: Iterable<{ key: string }>) => Array.from(rows, (row) => row.key).join('')
    t.is(keys(store.all()), 'abc\uffff\u{1f600}')
    t.is(keys(store.range({ from: 'b', to: '\uffff' })), 'bc\uffff')
    t.is(keys(store.range({ to: 'b', order: 'reverse' })), 'ba')
    t.is(keys(store.range({ from: 'c', to: 'b' })), '')
    t.is(keys(store.prefixScan(Buffer.from('b'))), 'b')
    t.is(keys(store.prefixScan(Buffer.of(0xff))), '')
  })

  test(`${title}: rows may be deleted while they are walked`, (t) => {
    const { task, store } = begin()
    task.at(1)
    for (const key of 'abcd') store.put(key, value(key, 1))
    store.flush()
    let seen = ''
    for (const row of store.all()) {
      seen += row.key
      store.delete(row.key)
    }
    t.is(seen, 'abcd')
    t.deepEqual([...store.all()], [])
  })
}

function cachedContract<V>(test: TestFn, { title, value, begin }: OpenForm<V>): void {
  const listen = (t: ExecutionContext, store: Store<V>, oldValues = true) => {
    const told: FlushedRow<string, V>[] = []
    t.true(store.onFlush((row) => told.push(row), { oldValues }))
    return () => told.splice(0)
  }

  test(`${title}: a flush tells the last value of each row, and what was there at the flush before`, (t) => {
    const { task, store } = begin()
    const told = listen(t, store)
    task.at(1)
    store.put('a', value('1', 1))
    task.at(2)
    store.put('b', value('2', 2))
    task.at(3)
    store.put('a', value('3', 3))
    t.deepEqual(told(), [])
    const before = task.changelog.length
    t.is(before, 0)
    const b = { key: 'b', newValue: value('2', 2), oldValue: null }
    const a = { key: 'a', newValue: value('3', 3), oldValue: null }
    store.flush()
    const rows = told()
    t.deepEqual(
      rows.map(({ context, ...row }) => row),
      [b, a],
    )
    t.deepEqual(
      rows.map(({ context }) => context.offset),
      [2, 3],
    )
    task.at(4)
    store.delete('a')
    store.flush()
    t.deepEqual(
      told().map(({ context, ...row }) => row),
      [{ key: 'a', newValue: null, oldValue: value('3', 3) }],
    )
  })

  test(`${title}: a row that came and went between two flushes is neither written nor told`, (t) => {
    const { task, store } = begin()
    const told = listen(t, store, false)
    task.at(1)
    store.put('a', value('1', 1))
    store.delete('a')
    store.flush()
    t.deepEqual(told(), [])
    t.deepEqual(task.changelog, [])
    t.is(store.get('a'), null)
  })

  test(`${title}: while a row is told, the record that wrote it is the one in work`, (t) => {
    const { task, store } = begin()
    const offsets: number[] = []
    store.onFlush(() => offsets.push(task.recordContext.offset), { oldValues: false })
    task.at(1)
    store.put('a', value('1', 1))
    task.recordContext = contextWithoutRecord(9)
    store.flush()
    t.deepEqual(offsets, [1])
    t.is(task.recordContext.timestamp, 9)
  })
}

function take<V>(
  { store, model, value }: { store: Store<V>; model: Model<V>; value: KeyValueForm<V>['value'] },
  step: Step,
  timestamp: number,
): [found: unknown, expected: unknown] {
  switch (step.do) {
    case 'put':
      store.put(step.key, value(step.text, timestamp))
      model.rows.set(step.key, value(step.text, timestamp))
      return [store.get(step.key), model.rows.get(step.key)]
    case 'putIfAbsent': {
      const before = model.rows.get(step.key) ?? null
      if (before === null) model.rows.set(step.key, value(step.text, timestamp))
      return [store.putIfAbsent(step.key, value(step.text, timestamp)), before]
    }
    case 'delete': {
      const before = model.rows.get(step.key) ?? null
      model.rows.delete(step.key)
      return [store.delete(step.key), before]
    }
    case 'get':
      return [store.get(step.key), model.rows.get(step.key) ?? null]
    case 'range':
      return [[...store.range(step)], model.range(step.from, step.to, step.order)]
    case 'flush':
      store.flush()
      return [null, null]
  }
}

function assertSame(found: unknown, expected: unknown): void {
  const left = JSON.stringify(found)
  const right = JSON.stringify(expected)
  if (left !== right) throw new Error(`found ${left}, expected ${right}`)
}
