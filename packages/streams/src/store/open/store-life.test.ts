/**
 * What holds for the stores of all kinds, on disk and in memory, with and without cache, changelog and headers: how
 * they open and close, what they refuse, what they count, and that their iterators let go.
 */
import test from 'ava'
import { string } from '../../serde/text.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import type { TypedStore } from '../layers/typed-store.ts'
import { openStore } from './open-store.ts'
import { type Kind, storeKinds } from './store-kinds.contract.ts'

type Store = TypedStore<string, unknown>

/** A store that was not opened yet; a value that is "bad" cannot be read back. */
function made({ definition }: Kind): Store {
  const read = (bytes: Buffer) => {
    if (bytes.toString() === 'bad') throw new RangeError('bad')
    return bytes.toString()
  }
  const value = { serialize: (text: string) => Buffer.from(text), deserialize: read }
  const serdes = { name: 'rows', key: string, value, topicConfig: {} }
  return openStore({ ...serdes, ...definition } as unknown as StoreDefinition) as Store
}

function opened(kind: Kind, { values = ['1', '2'] } = {}) {
  const task = new TestTask(new ByteBudget(10_000)).at(5)
  const store = made(kind)
  store.init(task)
  for (const [index, value] of values.entries()) kind.put(store as never, 'ab'.charAt(index), { timeMs: 5, value })
  return { store, asked: store as never, task }
}

test('a store refuses every call before it is opened and after it was closed, and names itself', (t) => {
  for (const kind of storeKinds) {
    const { store: closed } = opened(kind)
    closed.close()
    closed.close()
    for (const store of [made(kind), closed]) {
      const asked = store as never
      t.false(store.isOpen)
      const calls = [
        () => kind.put(asked, 'a', { timeMs: 5, value: '1' }),
        () => store.flush(),
        ...kind.keyed.map((call) => () => call(asked, 'a')),
        ...kind.walks.map((walk) => () => walk(asked)),
      ]
      for (const call of calls) t.throws(call, { instanceOf: StoreError, code: 'CLOSED', message: /^store rows: / })
    }
  }
})

test('a store that was opened again has nothing of what it had in memory, and what its changelog gives back', (t) => {
  for (const kind of storeKinds) {
    const { store, asked, task } = opened(kind)
    store.flush()
    store.close()
    store.init(task)
    for (const walk of kind.walks) t.deepEqual([...walk(asked)], [])
    task.restoreFrom([...task.changelog])
    for (const walk of kind.walks) t.is([...walk(asked)].length > 0, task.changelog.length > 0)
  }
})

test('a row without a key is refused, and nothing is written', (t) => {
  for (const kind of storeKinds) {
    const { store, asked, task } = opened(kind, { values: [] })
    for (const call of [kind.put, ...kind.keyed] as Kind['put'][]) {
      const refused = () => call(asked, null, { timeMs: 5, value: '1' })
      t.throws(refused, {
        instanceOf: StoreError,
        code: 'NULL_KEY',
        message: 'store rows: a row needs a key, found null',
      })
    }
    store.flush()
    t.deepEqual(task.changelog, [])
  }
})

test('a row that comes after its time is counted', (t) => {
  for (const kind of storeKinds) {
    const { store, asked, task } = opened(kind)
    kind.put(asked, 'a', { timeMs: 10_000, value: '1' })
    kind.put(asked, 'a', { timeMs: 6, value: '1' })
    store.flush()
    t.is(task.droppedCount, kind.expires ? 1 : 0)
  }
})

test('an iterator is let go at its end, when its loop breaks off, when it is closed, and when a row is not read', (t) => {
  for (const kind of storeKinds) {
    const { store, asked } = opened(kind)
    for (const walk of kind.walks) {
      const rows = walk(asked)
      t.is(store.numOpenIterators, 1)
      t.true([...rows].length > 0)
      t.is(store.numOpenIterators, 0)
      for (const row of walk(asked)) if (row !== null) break
      t.is(store.numOpenIterators, 0)
      const closed = walk(asked)
      closed.close()
      closed.close()
      t.is(store.numOpenIterators, 0)
      t.deepEqual(closed.next(), { done: true, value: undefined })
    }
    const { store: bad, asked: askedBad } = opened(kind, { values: ['bad'] })
    for (const walk of kind.walks) {
      t.throws(() => [...walk(askedBad)], { instanceOf: RangeError })
      t.is(bad.numOpenIterators, 0)
    }
  }
})

test('an iterator does not go on when its store was closed', (t) => {
  for (const kind of storeKinds) {
    for (const walk of kind.walks) {
      const { store, asked } = opened(kind)
      const rows = walk(asked)
      store.close()
      t.throws(() => rows.next(), { instanceOf: StoreError, code: 'CLOSED' })
      t.is(store.numOpenIterators, 0)
    }
  }
})
