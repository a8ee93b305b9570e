/**
 * What holds for every form of session store: on disk and in memory, with and without cache, changelog, headers and
 * an order of time. Each form is put through the same random puts, removals and flushes.
 */
import test from 'ava'
import fc from 'fast-check'
import type { Headers } from '../../record/headers.ts'
import { windowed } from '../../record/windowed.ts'
import { string } from '../../serde/text.ts'
import type { SessionRow, SessionStore } from '../contract/session-store.ts'
import type { SessionDefinition } from '../contract/store-definition.ts'
import type { Order, StoreIterator } from '../contract/store-iterator.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { openSessionStore } from './open-session-store.ts'

type Form = Omit<SessionDefinition, 'name' | 'key' | 'value' | 'topicConfig' | 'kind'>

const headers: Headers = [
  { key: 'h', value: Buffer.from('1') },
  { key: 'h', value: null },
]
const endless = { earliestEndMs: 0, latestStartMs: Number.POSITIVE_INFINITY }

class Opened {
  readonly task: TestTask
  readonly form: Form
  readonly store: SessionStore<string, string>

  constructor(form: Form, cacheBytes = 10_000) {
    this.form = form
    this.task = new TestTask(new ByteBudget(cacheBytes))
    this.task.recordContext = { topic: 'in', partition: 0, offset: 0, timestamp: 7, headers }
    const definition = { name: 'sessions', kind: 'session', key: string, value: string, topicConfig: {}, ...form }
    this.store = openSessionStore(definition as unknown as SessionDefinition) as unknown as SessionStore<string, string>
    this.store.init(this.task)
  }

  all(order: Order = 'forward'): string[] {
    return shown(this.store.findSessionsOfKeys({}, { ...endless, order }))
  }
}

const key = fc.constantFrom('a', 'aa', 'a\0', 'b', 'c')
const time = fc.integer({ min: 0, max: 400 })
const step = fc.record({
  key,
  startMs: time,
  lengthMs: fc.integer({ min: 0, max: 40 }),
  value: fc.option(fc.constantFrom('x', 'y', 'z')),
  isRemoval: fc.boolean(),
  flushes: fc.boolean(),
  range: fc.record({ earliestEndMs: time, latestStartMs: time, order: fc.constantFrom<Order>('forward', 'reverse') }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

export function sessionStoreContract(name: string, form: Form): void {
  const title = (fact: string) => `${fact}: ${name}`
  const steps = fc.array(step, { maxLength: 40 })

  test(title('a session is found by its key, start and end, and not after it was removed'), (t) => {
    const { store } = new Opened(form)
    store.put(windowed('a', 5, 20), 'x')
    store.put(windowed('b', 5, 20), 'y', headers)
    t.is(store.get('a', 5, 20), 'x')
    t.is(store.get('a', 5, 21), null)
    t.deepEqual(shown(store.fetch('b')), ['b@5-20=y'])
    const [row] = store.fetch('b')
    t.deepEqual(row?.headers, form.keepsHeaders ? headers : undefined)
    store.remove(windowed('a', 5, 20))
    store.put(windowed('b', 5, 20), null)
    t.deepEqual(shown(store.fetchKeys({})), [])
    store.close()
    t.throws(() => store.get('a', 5, 20), { code: 'CLOSED' })
  })

  test(title('a cache changes nothing of what is read'), (t) => {
    fc.assert(
      fc.property(steps, (taken) => {
        const endlessly = { ...form, retentionMs: 1_000_000 }
        const cached = new Opened({ ...endlessly, caching: true }, 600)
        const plain = new Opened({ ...endlessly, caching: false })
        for (const one of taken) {
          for (const opened of [cached, plain]) take(opened, one)
          const { key, range } = one
          if (one.flushes) cached.store.flush()
          for (const read of readsOf(key, range)) t.deepEqual(shown(read(cached.store)), shown(read(plain.store)))
          t.deepEqual(cached.store.get(key, one.startMs, one.startMs), plain.store.get(key, one.startMs, one.startMs))
        }
      }),
      { numRuns: 50 },
    )
  })

  test(title('what its changelog restores has the same rows, also where rows expired'), (t) => {
    fc.assert(
      fc.property(steps, (taken) => {
        const opened = new Opened(form)
        const uncached = new Opened({ ...form, caching: false })
        for (const one of taken) {
          // A removal that comes too late moves the store's time on disk, but is not put to it by a cache.
          for (const each of [opened, uncached]) take(each, { ...one, isRemoval: false })
          if (one.flushes) opened.store.flush()
        }
        opened.store.flush()
        if (!form.logging) t.deepEqual(opened.task.changelog, [])
        if (!form.logging) return
        t.deepEqual(restored(opened).all(), uncached.all())
        t.deepEqual(restored(uncached).all('reverse'), uncached.all('reverse'))
      }),
      { numRuns: 50 },
    )
  })

  changelogContract(title, form)
  timeContract(title, form)
}

function changelogContract(title: (fact: string) => string, form: Form): void {
  test(title('the changelog has keys, ends and starts, plain values, and the time of the record'), (t) => {
    const { store, task } = new Opened(form)
    store.put(windowed('a', 5, 20), 'x', headers)
    store.flush()
    store.remove(windowed('a', 5, 20))
    store.flush()
    if (!form.logging) {
      t.deepEqual(task.changelog, [])
      return
    }
    const [made, removed] = task.changelog
    t.is(made?.key.toString('latin1'), `a${'\0'.repeat(7)}\x14${'\0'.repeat(7)}\x05`)
    t.is(made?.value?.toString(), 'x')
    t.is(made?.timestamp, 7)
    t.deepEqual(made?.headers, form.keepsHeaders ? headers : [])
    t.deepEqual(removed, { key: made?.key, value: null, timestamp: 7, headers: form.keepsHeaders ? headers : [] })
  })
}

function timeContract(title: (fact: string) => string, form: Form): void {
  test(title('a session that comes after its time is counted and not kept'), (t) => {
    const { store, task } = new Opened(form)
    store.put(windowed('a', 10_000, 10_000), 'x')
    store.put(windowed('a', 0, 5), 'y')
    store.flush()
    t.is(task.droppedCount, 1)
  })

  test(title('sessions that ended within a span of time come by their ends'), (t) => {
    const { store } = new Opened(form)
    for (const [key, startMs, endMs] of [['b', 0, 30] as const, ['a', 10, 20] as const, ['a', 25, 40] as const]) {
      store.put(windowed(key, startMs, endMs), 'x')
    }
    t.deepEqual(shown(store.findEnded({ fromMs: 20, toMs: 30 })), ['a@10-20=x', 'b@0-30=x'])
    t.deepEqual(shown(store.findEnded({ fromMs: 21, toMs: 29 })), [])
  })
}

function take({ store }: Opened, { key, startMs, lengthMs, value, isRemoval }: Step): void {
  const session = windowed(key, startMs, startMs + lengthMs)
  if (isRemoval) store.remove(session)
  else store.put(session, value)
}

function readsOf(key: string, range: Step['range']) {
  type Read = (store: SessionStore<string, string>) => StoreIterator<SessionRow<string, string>>
  const reads: Read[] = [
    (store) => store.fetch(key, range.order),
    (store) => store.findSessions(key, range),
    (store) => store.findSessionsOfKeys({}, range),
    (store) => store.findSessionsOfKeys({ from: 'aa', to: key }, range),
    (store) => store.findEnded({ fromMs: range.earliestEndMs, toMs: range.latestStartMs }),
  ]
  return reads
}

function restored(opened: Opened): Opened {
  const other = new Opened(opened.form)
  other.task.restoreFrom(opened.task.changelog)
  return other
}

function shown(rows: StoreIterator<SessionRow<string, string>>): string[] {
  return Array.from(rows, ({ key: { key, window }, value }) => `${key}@${window.startMs}-${window.endMs}=${value}`)
}
