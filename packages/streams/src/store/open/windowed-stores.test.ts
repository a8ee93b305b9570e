/** What the definitions of window and session stores say, and that they open. */
import test from 'ava'
import { string } from '../../serde/text.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import type { WindowStore } from '../contract/window-store.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { openStore } from './open-store.ts'
import { session, timestampedWindow, window } from './windowed-stores.ts'

const serdes = { key: string, value: string }

test('a window store lies on disk, writes a changelog, and has no cache unless asked', (t) => {
  t.like(window('w', { ...serdes, windowSize: '1m', retention: '1h' }), {
    kind: 'window',
    place: 'disk',
    logging: true,
    caching: false,
    windowSizeMs: 60_000,
    retentionMs: 3_600_000,
    segmentIntervalMs: 1_800_000,
    retainDuplicates: false,
  })
  const headed = timestampedWindow('w', { ...serdes, windowSize: 5, retention: 10, keepsHeaders: true })
  t.like(headed, { kind: 'timestamped-window', keepsHeaders: true, segmentIntervalMs: 60_000 })
  t.like(session('s', { ...serdes, retention: '5m', place: 'memory' }), { kind: 'session', segmentIntervalMs: 150_000 })
})

test('duplicates are not compacted away in the changelog, unless its settings say so or the store is a timestamped one', (t) => {
  const options = { ...serdes, windowSize: 5, retention: 10, retainDuplicates: true }
  t.deepEqual(window('w', options).topicConfig, { 'cleanup.policy': 'delete' })
  const compacted = { 'cleanup.policy': 'compact' }
  t.deepEqual(window('w', { ...options, logging: compacted }).topicConfig, compacted)
  t.deepEqual(timestampedWindow('w', options).topicConfig, {})
})

test('a retention shorter than a window is refused', (t) => {
  const make = () => window('w', { ...serdes, windowSize: '1m', retention: '59s' })
  t.throws(make, { instanceOf: StoreError, code: 'BAD_DEFINITION', message: /^store w: .* 60000 ms, found 59000 ms$/ })
})

test('windows without an end open, and are found', (t) => {
  const endless = Number.POSITIVE_INFINITY
  for (const place of ['disk', 'memory'] as const) {
    for (const caching of [false, true]) {
      const definition = window('w', { ...serdes, windowSize: endless, retention: endless, place, caching })
      const store = openStore(definition as unknown as StoreDefinition) as unknown as WindowStore<string, string>
      store.init(new TestTask(new ByteBudget(10_000)))
      store.put('a', 'x', 0)
      store.put('a', 'y', 1e12)
      t.is(store.get('a', 0), 'x')
      t.deepEqual(
        Array.from(store.all(), ({ key, value }) => [key.window.startMs, key.window.endMs, value]),
        [
          [0, endless, 'x'],
          [1e12, endless, 'y'],
        ],
      )
    }
  }
})
