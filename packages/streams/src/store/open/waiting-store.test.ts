/** The store of records that wait for a table, with Java's bytes in its changelog. */
import test from 'ava'
import { string } from '../../serde/text.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import type { WaitingStore } from '../contract/waiting-store.ts'
import { openStore } from './open-store.ts'

function opened() {
  const task = new TestTask()
  const common = { name: 'join-Buffer', topicConfig: {}, logging: true, caching: false, keepsHeaders: false } as const
  const definition = { ...common, key: string, value: string, kind: 'waiting', place: 'memory', graceMs: 10 } as const
  const store = openStore(definition as unknown as Parameters<typeof openStore>[0]) as WaitingStore<string, string>
  store.init(task)
  const put = (key: string, value: string, timestamp: number) =>
    store.put({ key, value, context: task.at(timestamp, { topic: 'in' }).recordContext })
  const release = () => {
    const released: string[] = []
    store.release(({ key, value, context }) => void released.push(`${context.timestamp} ${key}=${value}`))
    return released
  }
  return { task, store, put, release }
}

test('records leave by time, those of one time by key, those of one key as they came, once time has passed by the grace', (t) => {
  const { put, release } = opened()
  put('b', '1', 20)
  put('b', '2', 20)
  put('a', '3', 20)
  put('a', '4', 12)
  t.deepEqual(release(), [])
  put('c', '5', 30)
  t.deepEqual(release(), ['12 a=4', '20 a=3', '20 b=1', '20 b=2'])
  t.deepEqual(release(), [])
})

test('a record older than the grace is not taken, one just as old is', (t) => {
  const { put, release } = opened()
  t.true(put('a', '1', 30))
  t.false(put('a', '2', 19))
  t.true(put('a', '3', 20))
  t.deepEqual(release(), ['20 a=3'])
})

test("the changelog has Java's rows, and a deletion when a record leaves", (t) => {
  const { task, put, release } = opened()
  put('a', '1', 17)
  put('b', '2', 27)
  release()
  t.deepEqual(
    task.changelog.map(({ key, value }) => [key.toString('hex'), value?.toString('hex') ?? null]),
    [
      [
        '0000000000000000116100000001',
        '0000000000000011000000000000001100000002696e0000000000000000ffffffffffffffff00000001310000000000000000',
      ],
      [
        '00000000000000001b6200000002',
        '000000000000001b000000000000001b00000002696e0000000000000000ffffffffffffffff00000001320000000000000000',
      ],
      ['0000000000000000116100000001', null],
    ],
  )
})

test('what the changelog restores waits on, and knows the time', (t) => {
  const one = opened()
  one.put('a', '1', 17)
  one.put('a', '2', 25)
  one.put('a', '3', 27)
  one.release()
  const other = opened()
  other.task.restoreFrom(one.task.changelog)
  t.false(other.put('b', '4', 16))
  other.put('a', '5', 25)
  other.put('c', '6', 40)
  t.deepEqual(other.release(), ['25 a=2', '25 a=5', '27 a=3'])
})

test('a record without a key cannot wait', (t) => {
  const { put } = opened()
  t.throws(() => put(null as unknown as string, '1', 1), { code: 'NULL_KEY' })
})

test('a store that was closed refuses to be used', (t) => {
  const { store, put } = opened()
  t.true(store.isOpen)
  store.close()
  t.false(store.isOpen)
  t.throws(() => put('a', '1', 1), { code: 'CLOSED' })
})
