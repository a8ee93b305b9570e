/** The kinds of stores there are, in all their forms, and what can be asked of each: for what holds for all of them. */
import { noHeaders } from '../../record/headers.ts'
import { windowed } from '../../record/windowed.ts'
import { string } from '../../serde/text.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import type { TypedKeyValueStore } from '../layers/typed-key-value-store.ts'
import type { TypedOuterJoinStore } from '../layers/typed-outer-join-store.ts'
import type { TypedSessionStore } from '../layers/typed-session-store.ts'
import type { TypedSuppressionStore } from '../layers/typed-suppression-store.ts'
import type { TypedVersionedStore } from '../layers/typed-versioned-store.ts'
import type { TypedWaitingStore } from '../layers/typed-waiting-store.ts'
import type { TypedWindowStore } from '../layers/typed-window-store.ts'

type Key = string | null
/** What is asked of the stores of a kind; whoever asks stores of any kind gives them as `never`. */
export interface Kind<Asked = never> {
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
    kind.put(store, key, { timeMs, value: value === null ? null : { value, timestamp: timeMs, headers: noHeaders } }),
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
export const storeKinds: readonly Kind[] = kinds.flatMap((kind) =>
  forms.map((form) => ({ ...kind, definition: { ...form, ...kind.definition } })),
)
