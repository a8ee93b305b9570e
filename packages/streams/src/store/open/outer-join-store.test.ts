/** The store of records that have found no partner, with Java's bytes in its changelog. */
import test from 'ava'
import { string } from '../../serde/text.ts'
import type { JoinSide, OuterJoinStore } from '../contract/outer-join-store.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { openStore } from './open-store.ts'

function opened() {
  const task = new TestTask().at(50, { headers: [{ key: 'h', value: null }] })
  const common = { name: 'shared', topicConfig: {}, logging: true, caching: false, keepsHeaders: false } as const
  const serdes = { key: string, value: string, otherValue: string }
  const definition = { ...common, ...serdes, kind: 'outer-join', place: 'memory' } as const
  const store = openStore(definition as unknown as Parameters<typeof openStore>[0]) as OuterJoinStore<string, string>
  store.init(task)
  const at = (timestamp: number, side: JoinSide, key: string) => ({ timestamp, side, key })
  const all = () =>
    Array.from(store.all(), ({ timestamp, side, key, values }) => `${timestamp} ${side} ${key}: ${values.join(' ')}`)
  return { task, store, at, all }
}

test('records come by time, the right side first, then by key, each with all of its values', (t) => {
  const { store, at, all } = opened()
  store.put(at(20, 'left', 'a'), '1')
  store.put(at(10, 'left', 'b'), '2')
  store.put(at(10, 'left', 'a'), '3')
  store.put(at(10, 'right', 'c'), '4')
  store.put(at(10, 'left', 'b'), '5')
  t.deepEqual(all(), ['10 right c: 4', '10 left a: 3', '10 left b: 2 5', '20 left a: 1'])
  store.delete(at(10, 'left', 'b'))
  store.delete(at(10, 'right', 'b'))
  t.deepEqual(all(), ['10 right c: 4', '10 left a: 3', '20 left a: 1'])
})

test('the changelog has whole lists, without headers, and a deletion only of what was there', (t) => {
  const { task, store, at } = opened()
  store.delete(at(100, 'left', 'a'))
  store.put(at(100, 'left', 'a'), 'l1')
  store.put(at(100, 'left', 'a'), 'l2')
  store.delete(at(100, 'left', 'a'))
  const shown = task.changelog.map(({ key, value }) => [key.toString('hex'), value?.toString('hex') ?? null])
  const key = '00000000000000640161'
  t.deepEqual(shown, [
    [key, '010000000100000003016c31'],
    [key, '010000000200000003016c3100000003016c32'],
    [key, null],
  ])
  t.true(task.changelog.every(({ timestamp, headers }) => timestamp === 50 && headers.length === 0))
})

test('what the changelog restores is what was there', (t) => {
  const one = opened()
  one.store.put(one.at(10, 'left', 'a'), '1')
  one.store.put(one.at(10, 'left', 'a'), '2')
  one.store.put(one.at(5, 'right', 'a'), '3')
  one.store.delete(one.at(5, 'right', 'a'))
  const other = opened()
  other.task.restoreFrom(one.task.changelog)
  t.deepEqual(other.all(), one.all())
})

test('a store that was closed refuses to be used', (t) => {
  const { store, at } = opened()
  t.true(store.isOpen)
  store.close()
  t.false(store.isOpen)
  t.throws(() => store.put(at(1, 'left', 'a'), '1'), { code: 'CLOSED' })
})
