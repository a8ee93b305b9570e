/**
 * What holds for every form of window store: on disk and in memory, with and without cache, changelog, headers,
 * duplicates and an order of time. Each form is put through the same random puts and flushes.
 */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import type { Headers } from '../../record/headers.ts'
import { string } from '../../serde/text.ts'
import type { ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { WindowDefinition } from '../contract/store-definition.ts'
import type { Order } from '../contract/store-iterator.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import type { WindowStore } from '../contract/window-store.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { openWindowStore } from './open-window-store.ts'

type Form = Omit<WindowDefinition, 'name' | 'key' | 'value' | 'topicConfig' | 'windowSizeMs'>
type Row = [key: string, startMs: number, endMs: number, value: string]

const windowSizeMs = 10
const headers: Headers = [{ key: 'h', value: Buffer.from('1') }]

/** A store of a form, with values that are texts whatever the form makes of them. */
class Opened {
  readonly task: TestTask
  readonly form: Form
  readonly store: WindowStore<string, unknown>

  constructor(form: Form, cacheBytes = 10_000) {
    this.form = form
    this.task = new TestTask(new ByteBudget(cacheBytes))
    const common = { name: 'windows', key: string, value: string, topicConfig: {}, windowSizeMs }
    this.store = openWindowStore({ ...common, ...form } as unknown as WindowDefinition) as WindowStore<string, unknown>
    this.store.init(this.task)
  }

  /** By a record five milliseconds after the start of the window. */
  put(key: string, value: string | null, startMs: number): void {
    const timestamp = startMs + 5
    this.task.recordContext = { topic: 'in', partition: 0, offset: 0, timestamp, headers }
    const isPlain = this.form.kind === 'window'
    const stored = value === null || isPlain ? value : { value, timestamp, headers }
    this.store.put(key, stored, startMs)
  }

  all(order: Order = 'forward'): Row[] {
    return Array.from(this.store.all(order), ({ key, value }) => [
      key.key,
      key.window.startMs,
      key.window.endMs,
      this.text(value),
    ])
  }

  fetch(key: string, range: { fromMs: number; toMs: number; order: Order }): [number, string][] {
    return Array.from(this.store.fetch(key, range), ({ startMs, value }) => [startMs, this.text(value)])
  }

  fetchKeys(keys: { from?: string | null; to?: string | null }, range: { fromMs: number; toMs: number; order: Order }) {
    return Array.from(this.store.fetchKeys(keys, range), ({ key, value }) => [
      key.key,
      key.window.startMs,
      this.text(value),
    ])
  }

  fetchAll(range: { fromMs: number; toMs: number; order: Order }) {
    return Array.from(this.store.fetchAll(range), ({ key, value }) => [key.key, key.window.startMs, this.text(value)])
  }

  text(value: unknown): string {
    return this.form.kind === 'window' ? (value as string) : (value as ValueAndTimestamp<string>).value
  }
}

const key = fc.constantFrom('a', 'aa', 'a\0', 'b', 'c')
const time = fc.integer({ min: 0, max: 400 })
const step = fc.record({
  key,
  value: fc.option(fc.constantFrom('x', 'y', 'z')),
  startMs: time,
  flushes: fc.boolean(),
  range: fc.tuple(time, time, fc.constantFrom<Order>('forward', 'reverse')),
})

export function windowStoreContract(name: string, form: Form): void {
  const title = (fact: string) => `${fact}: ${name}`
  const steps = fc.array(step, { maxLength: 40 })

  test(title('a window is found under its key and start, and not after it was deleted'), (t) => {
    const { store, ...opened } = open(form)
    opened.put('a', 'x', 20)
    opened.put('b', 'y', 20)
    t.is(opened.read('b', 20), form.retainDuplicates && form.place === 'memory' ? null : 'y')
    t.is(opened.read('c', 20), null)
    t.is(opened.read('a', 21), null)
    if (form.retainDuplicates) return
    opened.put('a', null, 20)
    t.is(opened.read('a', 20), null)
    t.deepEqual(opened.all(), [['b', 20, 30, 'y']])
    store.close()
    t.false(store.isOpen)
    t.throws(() => store.get('a', 20), { code: 'CLOSED' })
  })

  test(title('a cache changes nothing of what is read'), (t) => {
    fc.assert(
      fc.property(steps, (taken) => {
        const endless = { ...form, retentionMs: 1_000_000 }
        const cached = new Opened({ ...endless, caching: true }, 600)
        const plain = new Opened({ ...endless, caching: false })
        for (const {
          key,
          value,
          startMs,
          flushes,
          range: [fromMs, toMs, order],
        } of taken) {
          for (const opened of [cached, plain]) opened.put(key, value, startMs)
          if (flushes) cached.store.flush()
          compareReads(t, [cached, plain], { key, range: { fromMs, toMs, order } })
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
        for (const { key, value, startMs, flushes } of taken) {
          opened.put(key, value, startMs)
          uncached.put(key, value, startMs)
          if (flushes) opened.store.flush()
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
}

function changelogContract(title: (fact: string) => string, form: Form): void {
  test(title('the changelog has keys first, plain values, and the time of the value'), (t) => {
    const opened = new Opened(form)
    opened.put('a', 'x', 20)
    opened.store.flush()
    const [record] = opened.task.changelog
    if (!form.logging) {
      t.is(record, undefined)
      return
    }
    t.is(record?.key.toString('latin1'), `a${'\0'.repeat(7)}\x14\0\0\0${form.retainDuplicates ? '\x01' : '\0'}`)
    t.is(record?.value?.toString(), 'x')
    t.is(record?.timestamp, 25)
    t.deepEqual(record?.headers, form.keepsHeaders ? headers : [])
  })

  test(title('a row that comes after its time is counted and not kept'), (t) => {
    const opened = new Opened(form)
    opened.put('a', 'x', 10_000)
    opened.put('a', 'y', 5)
    opened.store.flush()
    t.is(opened.task.droppedCount, 1)
    t.is(restored(opened).all().length, form.logging ? 1 : 0)
  })
}

function open(form: Form) {
  const opened = new Opened(form)
  return {
    store: opened.store,
    put: opened.put.bind(opened),
    all: opened.all.bind(opened),
    read: (key: string, startMs: number) => {
      const value = opened.store.get(key, startMs)
      return value === null ? null : opened.text(value)
    },
  }
}

function restored(opened: Opened): Opened {
  const other = new Opened(opened.form)
  other.task.restoreFrom(opened.task.changelog)
  return other
}

function compareReads(
  t: ExecutionContext,
  [one, other]: [Opened, Opened],
  { key, range }: { key: string; range: { fromMs: number; toMs: number; order: Order } },
): void {
  t.deepEqual(one.all(range.order), other.all(range.order))
  t.deepEqual(one.fetch(key, range), other.fetch(key, range))
  t.deepEqual(one.fetchAll(range), other.fetchAll(range))
  t.deepEqual(one.fetchKeys({ from: 'aa', to: key }, range), other.fetchKeys({ from: 'aa', to: key }, range))
  t.deepEqual(one.fetchKeys({ from: key }, range), other.fetchKeys({ from: key }, range))
  t.deepEqual(one.store.get(key, range.fromMs), other.store.get(key, range.fromMs))
}
