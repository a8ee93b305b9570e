/**
 * What holds for the stores of all kinds, on disk and in memory, with and without cache, changelog and headers: how
 * they open and close, what they refuse, what they count, and that their iterators let go.
 */
import test from 'ava'
import { noHeaders } from '../../record/headers.ts'
import { windowed } from '../../record/windowed.ts'
import { string } from '../../serde/text.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import type { TypedKeyValueStore } from '../layers/typed-key-value-store.ts'
import type { TypedOuterJoinStore } from '../layers/typed-outer-join-store.ts'
import type { TypedSessionStore } from '../layers/typed-session-store.ts'
import type { TypedStore } from '../layers/typed-store.ts'
import type { TypedSuppressionStore } from '../layers/typed-suppression-store.ts'
import type { TypedVersionedStore } from '../layers/typed-versioned-store.ts'
import type { TypedWaitingStore } from '../layers/typed-waiting-store.ts'
import type { TypedWindowStore } from '../layers/typed-window-store.ts'
import { openStore } from './open-store.ts'

type Key = string | null
type Store = TypedStore<string, unknown>

/** What is asked of the stores of a kind; whoever asks stores of any kind gives them as `never`. */
interface Kind<Asked = never> {
  readonly definition: object
  readonly put: (store: Asked, key: Key, at: { timeMs: number; value: unknown }) => unknown
  /** All calls that name a key, besides `put`. */
  readonly keyed: readonly ((store: Asked, key: Key) => unknown)[]
  /** All calls that give rows out. */
  readonly walks: readonly ((store: Asked) => StoreIterator<unknown>)[]
  /** Whether a row can come too late. */
  readonly expires: boolean
}

const span = { fromMs: 0, toMs: 1_000_000 }
const ended = { earliestEndMs: 0, latestStartMs: 1_000_000 }
const times = { retentionMs: 100, segmentIntervalMs: 50, isTimeOrdered: false }

const keyValue: Kind<TypedKeyValueStore<Key, unknown>> = {
  definition: { kind: 'key-value', entriesMax: null },
  put: (store, key, { value }) => store.put(key, value),
  keyed: [
    (store, key) => store.get(key),
    (store, key) => store.delete(key),
    (store, key) => store.putIfAbsent(key, null),
    (store, key) => store.putAll([{ key, value: null }]),
  ],
  walks: [
    (store) => store.all(),
    (store) => store.range({ from: 'a', order: 'reverse' }),
    (store) => store.prefixScan(Buffer.from('a')),
  ],
  expires: false,
}

const window: Kind<TypedWindowStore<Key, unknown>> = {
  definition: { kind: 'window', windowSizeMs: 10, retainDuplicates: false, ...times },
  put: (store, key, { timeMs, value }) => store.put(key, value, timeMs),
  keyed: [(store, key) => store.get(key, 0), (store, key) => store.fetch(key, span)],
  walks: [
    (store) => store.fetch('a', span),
    (store) => store.fetchKeys({ from: 'a' }, span),
    (store) => store.fetchAll({ ...span, order: 'reverse' }),
    (store) => store.all(),
  ],
  expires: true,
}

const session: Kind<TypedSessionStore<Key, unknown>> = {
  definition: { kind: 'session', ...times },
  put: (store, key, { timeMs, value }) => store.put(windowed(key, timeMs, timeMs), value),
  keyed: [
    (store, key) => store.get(key, 0, 0),
    (store, key) => store.remove(windowed(key, 0, 0)),
    (store, key) => store.fetch(key),
    (store, key) => store.findSessions(key, ended),
  ],
  walks: [
    (store) => store.fetch('a', 'reverse'),
    (store) => store.fetchKeys({ from: 'a' }),
    (store) => store.findSessions('a', ended),
    (store) => store.findSessionsOfKeys({}, ended),
    (store) => store.findEnded(span),
  ],
  expires: true,
}

const versioned: Kind<TypedVersionedStore<Key, unknown>> = {
  definition: { kind: 'versioned', historyRetentionMs: 100, segmentIntervalMs: 50 },
  put: (store, key, { timeMs, value }) => store.put(key, value, timeMs),
  keyed: [
    (store, key) => store.get(key),
    (store, key) => store.getAsOf(key, 0),
    (store, key) => store.delete(key, 0),
    (store, key) => store.history(key, span),
  ],
  walks: [(store) => store.history('a', span)],
  expires: true,
}

const outerJoin: Kind<TypedOuterJoinStore<Key, unknown, unknown>> = {
  definition: { kind: 'outer-join', otherValue: string },
  put: (store, key, { timeMs: timestamp, value }) => store.put({ timestamp, side: 'left', key }, value),
  keyed: [(store, key) => store.delete({ timestamp: 0, side: 'left', key })],
  walks: [(store) => store.all()],
  expires: false,
}

const suppression: Kind<TypedSuppressionStore<Key, unknown>> = {
  definition: { kind: 'suppression' },
  put: (store, key, { timeMs, value }) => {
    const { recordContext: context } = new TestTask().at(timeMs)
    store.put(timeMs, { key, change: { newValue: value, oldValue: null, isLatest: true }, context })
  },
  keyed: [(store, key) => store.priorValue(key)],
  walks: [],
  expires: false,
}

const waiting: Kind<TypedWaitingStore<Key, unknown>> = {
  definition: { kind: 'waiting', graceMs: 100 },
  put: (store, key, { timeMs, value }) => store.put({ key, value, context: new TestTask().at(timeMs).recordContext }),
  keyed: [],
  walks: [],
  expires: false,
}

const timestamped = <Asked>(kind: Kind<Asked>): Kind<Asked> => ({
  ...kind,
  definition: { ...kind.definition, kind: `timestamped-${(kind.definition as StoreDefinition).kind}` },
  put: (store, key, { timeMs, value }) =>
    kind.put(store, key, { timeMs, value: { value, timestamp: timeMs, headers: noHeaders } }),
})
const kinds: readonly Kind[] = [
  keyValue,
  { ...keyValue, definition: { kind: 'key-value', entriesMax: 10, place: 'memory' } },
  timestamped(keyValue),
  window,
  timestamped(window),
  session,
  versioned,
  outerJoin,
  suppression,
  waiting,
]
const switches = [false, true]
const forms = (['disk', 'memory'] as const).flatMap((place) =>
  switches.flatMap((caching) =>
    switches.flatMap((logging) => switches.map((keepsHeaders) => ({ place, caching, logging, keepsHeaders }))),
  ),
)
const each = kinds.flatMap((kind) => forms.map((form) => ({ ...kind, definition: { ...form, ...kind.definition } })))

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
  for (const kind of each) {
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
  for (const kind of each) {
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
  for (const kind of each) {
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
  for (const kind of each) {
    const { store, asked, task } = opened(kind)
    kind.put(asked, 'a', { timeMs: 10_000, value: '1' })
    kind.put(asked, 'a', { timeMs: 6, value: '1' })
    store.flush()
    t.is(task.droppedCount, kind.expires ? 1 : 0)
  }
})

test('an iterator is let go at its end, when its loop breaks off, when it is closed, and when a row is not read', (t) => {
  for (const kind of each) {
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
  for (const kind of each) {
    for (const walk of kind.walks) {
      const { store, asked } = opened(kind)
      const rows = walk(asked)
      store.close()
      t.throws(() => rows.next(), { instanceOf: StoreError, code: 'CLOSED' })
      t.is(store.numOpenIterators, 0)
    }
  }
})
