/** Windows in segments, against a list that is searched and sorted by Java's rules. */
import test from 'ava'
import fc from 'fast-check'
import { windowStoreKeyBytes } from '../../serde/window-bytes.ts'
import { type Cursor, drain } from '../contract/cursor.ts'
import type { RawWindow } from '../contract/raw-windows.ts'
import type { Order } from '../contract/store-iterator.ts'
import { MemorySpace } from '../memory/memory-space.ts'
import { WindowSegments } from './window-segments.ts'

interface Form {
  readonly isInMemory: boolean
  readonly isTimeOrdered: boolean
  readonly hasKeyIndex: boolean
  readonly retainDuplicates: boolean
}

const onDisk: Form = { isInMemory: false, isTimeOrdered: false, hasKeyIndex: false, retainDuplicates: false }
const forms: Record<string, Form> = {
  'on disk': onDisk,
  'on disk, with duplicates': { ...onDisk, retainDuplicates: true },
  'on disk, by time': { ...onDisk, isTimeOrdered: true },
  'on disk, by time and key': { ...onDisk, isTimeOrdered: true, hasKeyIndex: true },
  'in memory': { ...onDisk, isInMemory: true },
  'in memory, with duplicates': { ...onDisk, isInMemory: true, retainDuplicates: true },
  'in memory, by time': { ...onDisk, isInMemory: true, isTimeOrdered: true, hasKeyIndex: true },
}

const retentionMs = 100
const segmentIntervalMs = 40
const keys = ['', 'a', 'aa', 'a\0', 'a\0\0\0\0\0\0\0\0\0\0\0\0\0', 'ab', 'b', '\x7f', '\xff', '\xff\xff']

interface Row {
  readonly key: Buffer
  readonly startMs: number
  readonly sequence: number
  readonly value: Buffer
}

class Model {
  readonly #form: Form
  #rows: Row[] = []
  #streamTimeMs = -1
  #sequence = 0
  expired = 0

  constructor(form: Form) {
    this.#form = form
  }

  put(key: Buffer, value: Buffer | null, startMs: number): void {
    const { isInMemory, retainDuplicates } = this.#form
    if (value === null && retainDuplicates && !isInMemory) return
    this.#streamTimeMs = Math.max(this.#streamTimeMs, startMs)
    const horizonMs = this.#streamTimeMs - retentionMs
    const isLive = isInMemory ? startMs > horizonMs : segmentOf(startMs) >= segmentOf(horizonMs)
    if (!isLive) {
      this.expired += 1
      return
    }
    if (!retainDuplicates) this.#rows = this.#rows.filter((row) => row.startMs !== startMs || !row.key.equals(key))
    // Only rows that are kept beside others of their kind are numbered.
    if (retainDuplicates) this.#sequence += 1
    if (value !== null) this.#rows.push({ key, startMs, sequence: this.#sequence, value })
  }

  list(
    wanted: { from?: Buffer; to?: Buffer; fromMs?: number; toMs?: number; byKey?: boolean },
    order: Order,
  ): string[] {
    const { from, to, fromMs = 0, toMs = Number.POSITIVE_INFINITY, byKey = false } = wanted
    const shown = this.#rows.filter(
      (row) =>
        this.#isShown(row) &&
        row.startMs >= fromMs &&
        row.startMs <= toMs &&
        (from === undefined || row.key.compare(from) >= 0) &&
        (to === undefined || row.key.compare(to) <= 0),
    )
    shown.sort((left, right) => this.#compare(left, right, byKey))
    if (order === 'reverse') shown.reverse()
    return shown.map(show)
  }

  #isShown({ startMs }: Row): boolean {
    const grown = this.#form.isTimeOrdered && !this.#form.isInMemory ? 1 : 0
    return startMs >= this.#streamTimeMs - retentionMs + 1 - grown
  }

  #compare(left: Row, right: Row, byKey: boolean): number {
    const { isInMemory, isTimeOrdered, hasKeyIndex } = this.#form
    if (isInMemory || (isTimeOrdered && !(byKey && hasKeyIndex))) {
      return left.startMs - right.startMs || left.key.compare(right.key) || left.sequence - right.sequence
    }
    return segmentOf(left.startMs) - segmentOf(right.startMs) || rowBytes(left).compare(rowBytes(right))
  }
}

const keyOf = fc.constantFrom(...keys).map((key) => Buffer.from(key, 'latin1'))
const time = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_000 }))
const put = fc.record({ key: keyOf, value: fc.option(fc.integer({ min: 0, max: 99 })), startMs: time })
const ask = fc.record({
  from: fc.option(keyOf, { nil: undefined }),
  to: fc.option(keyOf, { nil: undefined }),
  times: fc.tuple(time, fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY))),
  order: fc.constantFrom<Order>('forward', 'reverse'),
})

for (const [name, form] of Object.entries(forms)) {
  test(`windows are found where a plain list has them: ${name}`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(put, ask), { maxLength: 60 }), (steps) => {
        let expired = 0
        const onExpired = () => {
          expired += 1
        }
        const space = new MemorySpace()
        const store = new WindowSegments({ ...form, retentionMs, segmentIntervalMs, space, onExpired })
        const model = new Model(form)
        for (const [{ key, value, startMs }, asked] of steps) {
          const bytes = value === null ? null : Buffer.from(String(value))
          store.put(key, bytes, startMs)
          model.put(key, bytes, startMs)
          t.is(expired, model.expired)
          compare(t, { store, model, form }, asked)
        }
      }),
    )
  })
}

interface Asked {
  readonly from: Buffer | undefined
  readonly to: Buffer | undefined
  readonly times: readonly [number, number]
  readonly order: Order
}

function compare(
  t: { deepEqual(actual: string[], expected: string[]): void },
  { store, model, form }: { store: WindowSegments; model: Model; form: Form },
  { from, to, times: [fromMs, toMs], order }: Asked,
): void {
  const range = { fromMs, toMs, order }
  const list = (wanted: Parameters<Model['list']>[0]) => model.list(wanted, order)
  t.deepEqual(shown(store.all(order)), list({}))
  t.deepEqual(shown(store.fetchAll(range)), list({ fromMs, toMs }))
  const ofKeys = {
    ...(from && { from }),
    ...(to && { to }),
    fromMs,
    toMs,
    byKey: from !== undefined || to !== undefined,
  }
  if (from !== undefined || to !== undefined) {
    t.deepEqual(shown(store.fetchKeys({ from: from ?? null, to: to ?? null }, range)), list(ofKeys))
  }
  if (from === undefined) return
  t.deepEqual(shown(store.fetch(from, range)), list({ from, to: from, fromMs, toMs }))
  if (form.retainDuplicates) return
  const [row] = list({ from, to: from, fromMs, toMs: fromMs })
  const value = store.get(from, fromMs)
  t.deepEqual(value === null ? [] : [show({ key: from, startMs: fromMs, value })], row === undefined ? [] : [row])
}

function shown(cursor: Cursor<RawWindow>): string[] {
  return drain(cursor).map(show)
}

function show({ key, startMs, value }: RawWindow): string {
  return `${key.toString('latin1')}@${startMs}=${value}`
}

function segmentOf(timeMs: number): number {
  return Math.trunc(timeMs / segmentIntervalMs)
}

function rowBytes({ key, startMs, sequence }: Row): Buffer {
  return windowStoreKeyBytes(key, startMs, sequence)
}
