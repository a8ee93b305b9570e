import test from 'ava'
import { buffer } from '../../serde/plain.ts'
import { string } from '../../serde/text.ts'
import { keyValueStoreContract } from '../contract/key-value-store.contract.ts'
import type { KeyValueStore, ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { FlushingStore } from '../contract/state-store.ts'
import type { KeyValueDefinition } from '../contract/store-definition.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { everyKeyValueStore } from './every-form.contract.ts'
import { openStore } from './open-store.ts'
import { keyValue, lru, timestampedKeyValue } from './stores.ts'

type Store<V> = KeyValueStore<string, V> & FlushingStore<string, V>

const open = <V>(definition: KeyValueDefinition<string, string>) =>
  openStore(definition as unknown as KeyValueDefinition) as unknown as Store<V>
const budget = (bytesMax: number) => new ByteBudget(bytesMax)

for (const place of ['disk', 'memory'] as const) everyKeyValueStore(place)

keyValueStoreContract(test, {
  title: 'least recently used, with room enough',
  isCached: false,
  isLogged: true,
  budget,
  open: () => open<string>(lru('store', { key: string, value: string, entriesMax: 100 })),
  value: (text) => text,
})

const plain = { key: string, value: string }
const shown = (task: TestTask) =>
  task.changelog.map(({ key, value, timestamp, headers: of }) =>
    [key, value?.toString('latin1') ?? null, timestamp, ...of.map((header) => header.key)].join(' '),
  )

test('beyond its room a store forgets the row that was not used for the longest time, and says so', (t) => {
  const task = new TestTask()
  const store = open<string>(lru('store', { ...plain, entriesMax: 2 }))
  store.init(task)
  task.at(1)
  store.put('a', '1')
  store.put('b', '2')
  t.is(store.get('a'), '1')
  task.at(5)
  store.put('c', '3')
  t.deepEqual(
    [...store.all()].map((row) => row.key),
    ['a', 'c'],
  )
  t.deepEqual(shown(task), ['a 1 1', 'b 2 1', 'b  5', 'c 3 5'])
  const again = new TestTask()
  const restored = open<string>(lru('store', { ...plain, entriesMax: 2 }))
  restored.init(again)
  again.restoreFrom(task.changelog)
  t.deepEqual([...restored.all()], [...store.all()])
  t.deepEqual(again.changelog, [])
})

test('a plain value is told to the changelog at the time of its record, without headers', (t) => {
  const task = new TestTask()
  const store = open<string>(keyValue('store', plain))
  store.init(task)
  task.at(7, { headers: [{ key: 'h', value: null }] })
  store.put('k', 'v')
  store.delete('nothing there')
  t.is(store.putIfAbsent('k', 'other'), 'v')
  t.deepEqual(shown(task), ['k v 7', 'nothing there  7'])
})

test('a timestamped value is told plainly, at its own time; a deletion at that of its record', (t) => {
  const task = new TestTask()
  const store = open<ValueAndTimestamp<string>>(timestampedKeyValue('store', plain))
  store.init(task)
  task.at(7, { headers: [{ key: 'h', value: null }] })
  store.put('k', { value: 'v', timestamp: 2 ** 40 })
  store.delete('k')
  t.deepEqual(shown(task), [`k v ${2 ** 40}`, 'k  7'])
})

test('a value that keeps headers is told with them; a deletion with those of its record', (t) => {
  const task = new TestTask()
  const store = open<ValueAndTimestamp<string>>(timestampedKeyValue('store', { ...plain, keepsHeaders: true }))
  store.init(task)
  task.at(7, { headers: [{ key: 'of-record', value: null }] })
  store.put('k', { value: 'v', timestamp: 3, headers: [{ key: 'own', value: Buffer.from('x') }] })
  store.delete('k')
  t.deepEqual(shown(task), ['k v 3 own', 'k  7 of-record'])
})

test('a store that forgets by itself lies in memory', (t) => {
  const definition: KeyValueDefinition<string, string> = { ...lru('store', { ...plain, entriesMax: 2 }), place: 'disk' }
  t.throws(() => open(definition), { code: 'BAD_DEFINITION', message: /entriesMax/ })
})

test('a store holds on to no value that is a view of a whole fetch, whatever it is made of', (t) => {
  const fetched = Buffer.alloc(1_000_000)
  const bytes = { key: buffer, value: buffer }
  const definitions = [
    keyValue('store', { ...bytes, place: 'memory' }),
    keyValue('store', { ...bytes, caching: true }),
    lru('store', { ...bytes, entriesMax: 2 }),
  ]
  for (const definition of definitions) {
    const store = openStore(definition as unknown as KeyValueDefinition) as unknown as KeyValueStore<Buffer, Buffer>
    store.init(new TestTask(new ByteBudget(10_000)))
    store.put(fetched.subarray(0, 3), fetched.subarray(3, 6))
    const [row] = store.all()
    t.deepEqual(row, { key: Buffer.alloc(3), value: Buffer.alloc(3) })
    t.not(row?.key.buffer, fetched.buffer)
    t.not(row?.value.buffer, fetched.buffer)
  }
})
