/** The buffer of a suppression, with Java's bytes in its changelog. */
import test from 'ava'
import type { Change } from '../../record/change.ts'
import { string } from '../../serde/text.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import type { HeldChange, SuppressionStore } from '../contract/suppression-store.ts'
import { openStore } from './open-store.ts'

function opened() {
  const task = new TestTask()
  const common = { name: 'hold-store', topicConfig: {}, logging: true, caching: false, keepsHeaders: false } as const
  const definition = { ...common, key: string, value: string, kind: 'suppression', place: 'memory' } as const
  const store = openStore(definition as unknown as Parameters<typeof openStore>[0]) as SuppressionStore<string, string>
  store.init(task)
  return { task, store, ...doersOf(task, store) }
}

function doersOf(task: TestTask, store: SuppressionStore<string, string>) {
  const put = (key: string, newValue: string | null, { timeMs, oldValue = null }: Held) => {
    const { recordContext: context } = task.at(timeMs, { topic: 'in' })
    store.put(timeMs, { key, change: { newValue, oldValue, isLatest: true }, context })
  }
  const evict = (count = Infinity) => {
    const evicted: string[] = []
    const isWanted = () => evicted.length < count
    store.evictWhile(isWanted, ({ key, change, context }: HeldChange<string, string>) => {
      evicted.push(`${key}: ${change.oldValue} -> ${change.newValue} at ${context.timestamp}`)
    })
    return evicted
  }
  return { put, evict }
}

interface Held {
  readonly timeMs: number
  readonly oldValue?: Change<string>['oldValue']
}

test('changes leave by the time for which they were first held, those of one time by the bytes of their keys', (t) => {
  const { put, evict } = opened()
  put('c', '1', { timeMs: 5 })
  put('b', '1', { timeMs: 7 })
  put('a', '1', { timeMs: 7 })
  put('c', '2', { timeMs: 9, oldValue: '1' })
  t.deepEqual(evict(), ['c: 1 -> 2 at 9', 'a: null -> 1 at 7', 'b: null -> 1 at 7'])
})

test('the earliest time, the number of keys and their bytes are known while changes come and go', (t) => {
  const { store, put, evict } = opened()
  t.is(store.earliestMs, Infinity)
  put('b', '1', { timeMs: 8 })
  put('a', '1', { timeMs: 5 })
  // 8 bytes of time, 1 of the key, 22 of the record, 1 of the value.
  t.deepEqual([store.earliestMs, store.size, store.sizeBytes], [5, 2, 64])
  put('b', 'longer', { timeMs: 9, oldValue: 'old' })
  t.deepEqual([store.earliestMs, store.size, store.sizeBytes], [5, 2, 64 + 5 + 3])
  evict(1)
  t.deepEqual([store.earliestMs, store.size], [8, 1])
  evict()
  t.deepEqual([store.earliestMs, store.size, store.sizeBytes], [Infinity, 0, 0])
})

test('what was told before a key was held is known as long as it is', (t) => {
  const { store, put, evict } = opened()
  put('a', '2', { timeMs: 5, oldValue: '1' })
  put('a', '3', { timeMs: 6, oldValue: '2' })
  put('b', '1', { timeMs: 6 })
  t.deepEqual([store.priorValue('a'), store.priorValue('b'), store.priorValue('c')], ['1', null, undefined])
  evict()
  t.is(store.priorValue('a'), undefined)
})

test('a commit writes what is held of each key that has changed, and a deletion of what has left', (t) => {
  const { task, store, put, evict } = opened()
  put('a', '1', { timeMs: 0 })
  put('a', '2', { timeMs: 5, oldValue: '1' })
  t.is(task.changelog.length, 0)
  store.flush()
  evict()
  put('b', null, { timeMs: 9, oldValue: '1' })
  store.flush()
  store.flush()
  const context = (timestamp: string) =>
    `00000000000000${timestamp}00000000000000${timestamp}00000002696e0000000000000000`
  t.deepEqual(
    task.changelog.map(({ key, value }) => [String(key), value?.toString('hex') ?? null]),
    [
      ['a', `${context('05')}ffffffff000000013100000001320000000000000000`],
      ['a', null],
      // The old value is the prior one.
      ['b', `${context('09')}0000000131fffffffeffffffff0000000000000009`],
    ],
  )
  t.deepEqual(
    task.changelog.map(({ headers }) => headers.map(({ key, value }) => `${key}=${value?.toString('hex')}`)),
    [['v=03'], [], ['v=03']],
  )
})

test("keys of one commit are written in the order of Java's set of them", (t) => {
  const { task, store, put } = opened()
  // Hashes 97 + 31 and so on, in 16 buckets.
  for (const key of ['b', 'a', 'q', 'aa', 'é', '0']) put(key, '1', { timeMs: 1 })
  store.flush()
  t.deepEqual(
    task.changelog.map(({ key }) => String(key)),
    ['a', 'q', 'b', 'aa', 'é', '0'],
  )
})

test('what the changelog restores is what was there', (t) => {
  const one = opened()
  one.task.at(3, {
    headers: [
      { key: 'h', value: null },
      { key: 'ü', value: Buffer.of(1) },
    ],
  })
  one.put('a', '1', { timeMs: 5, oldValue: '0' })
  one.put('b', '1', { timeMs: 6 })
  one.put('c', '1', { timeMs: Infinity })
  one.store.flush()
  one.put('a', '2', { timeMs: 7, oldValue: '1' })
  one.evict(1)
  one.put('b', '2', { timeMs: 8, oldValue: '1' })
  one.store.flush()
  const other = opened()
  other.task.restoreFrom(one.task.changelog)
  const { size, sizeBytes, earliestMs } = one.store
  t.like(other.store, { size, sizeBytes, earliestMs })
  t.deepEqual(other.evict(), one.evict())
})

test('a changelog that another version has written is refused', (t) => {
  const { task } = opened()
  const record = { key: Buffer.from('a'), value: Buffer.alloc(8), timestamp: 0, headers: [] }
  t.throws(() => task.restoreFrom([record]), { code: 'UNKNOWN_CHANGELOG' })
})

test('a store that was closed refuses to be used', (t) => {
  const { store, put } = opened()
  t.true(store.isOpen)
  store.close()
  t.false(store.isOpen)
  t.throws(() => put('a', '1', { timeMs: 1 }), { code: 'CLOSED' })
})
