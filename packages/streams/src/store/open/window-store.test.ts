/** Every form of window store passes the contract; and what caches tell of windows. */
import test from 'ava'
import { noHeaders } from '../../record/headers.ts'
import { string } from '../../serde/text.ts'
import type { FlushedRow } from '../contract/state-store.ts'
import type { WindowDefinition } from '../contract/store-definition.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { everyWindowStore } from './every-form.contract.ts'
import { openWindowStore } from './open-window-store.ts'

const times = { retentionMs: 100, segmentIntervalMs: 50 }

for (const place of ['disk', 'memory'] as const) everyWindowStore(place)

const definition: WindowDefinition<string, string> = {
  ...times,
  name: 'windows',
  key: string,
  value: string,
  place: 'disk',
  kind: 'window',
  logging: true,
  topicConfig: {},
  caching: true,
  keepsHeaders: false,
  windowSizeMs: 10,
  retainDuplicates: false,
  isTimeOrdered: false,
}

function opened(cacheBytes: number | null = 10_000) {
  const task = new TestTask(cacheBytes === null ? null : new ByteBudget(cacheBytes))
  const store = openWindowStore(definition as unknown as WindowDefinition)
  store.init(task)
  let timestamp = 0
  const put = (key: string, value: string | null, startMs: number) => {
    timestamp += 1
    task.recordContext = { topic: 'in', partition: 0, offset: timestamp, timestamp, headers: noHeaders }
    store.put(key, value, startMs)
  }
  const told: string[] = []
  const tell = ({
    key: { key, window },
    oldValue,
    newValue,
    context,
  }: FlushedRow<{ key: unknown; window: object }, unknown>) =>
    told.push(`${key}@${Object.values(window).join('-')} ${oldValue}>${newValue} at ${context.timestamp}`)
  return { task, store, put, told, tell }
}

test('a flush tells of the last change of each window, in the order of the changes, with the record of each', (t) => {
  const { task, store, put, told, tell } = opened()
  t.true(store.onFlush(tell as never, { oldValues: true }))
  put('a', '1', 0)
  put('b', '1', 0)
  put('a', '2', 0)
  const current = task.recordContext
  store.flush()
  t.deepEqual(told, ['b@0-10 null>1 at 2', 'a@0-10 null>2 at 3'])
  t.is(task.recordContext, current)
  t.deepEqual(
    task.changelog.map(({ timestamp }) => timestamp),
    [2, 3],
  )
  put('a', null, 0)
  store.flush()
  t.is(told.at(-1), 'a@0-10 2>null at 4')
})

test('a window that was made and deleted between two flushes is not told of, nor written', (t) => {
  const { task, store, put, told, tell } = opened()
  store.onFlush(tell as never, { oldValues: false })
  put('a', '1', 0)
  put('a', null, 0)
  store.flush()
  t.deepEqual(told, [])
  t.deepEqual(task.changelog, [])
})

test('without memory for caches nothing is held back, and nobody is told', (t) => {
  const { task, store, put, tell } = opened(null)
  t.false(store.onFlush(tell as never, { oldValues: false }))
  put('a', '1', 0)
  t.is(task.changelog.length, 1)
})

test('a row that was written out is still found after it expired, while it is in the cache', (t) => {
  const { store, put } = opened()
  put('a', '1', 0)
  put('b', '1', 1_000)
  store.flush()
  t.is(store.get('a', 0), '1')
  const uncached = opened(null)
  uncached.put('a', '1', 0)
  uncached.put('b', '1', 1_000)
  t.is(uncached.store.get('a', 0), null)
})
