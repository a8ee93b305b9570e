/** Sessions in segments, against a list that is searched and sorted by Java's rules. */
import test from 'ava'
import fc from 'fast-check'
import { sessionKeyBytes } from '../../serde/window-bytes.ts'
import { type Cursor, drain } from '../contract/cursor.ts'
import type { RawSession } from '../contract/raw-sessions.ts'
import type { Order } from '../contract/store-iterator.ts'
import { MemorySpace } from '../memory/memory-space.ts'
import { SessionSegments } from './session-segments.ts'

interface Form {
  readonly isInMemory: boolean
  readonly isTimeOrdered: boolean
}

const forms: Record<string, Form> = {
  'on disk': { isInMemory: false, isTimeOrdered: false },
  'on disk, by time and key': { isInMemory: false, isTimeOrdered: true },
  'in memory': { isInMemory: true, isTimeOrdered: false },
  'in memory, by time': { isInMemory: true, isTimeOrdered: true },
}

const retentionMs = 100
const segmentIntervalMs = 40
const keys = ['', 'a', 'aa', 'a\0', 'a\0\0\0\0\0\0\0\0\0\0\0\0\0', 'ab', 'b', '\x7f', '\xff', '\xff\xff']

class Model {
  readonly #form: Form
  #rows: RawSession[] = []
  #streamTimeMs = -1
  expired = 0

  constructor(form: Form) {
    this.#form = form
  }

  put({ key, startMs, endMs }: Session, value: Buffer | null): void {
    this.#streamTimeMs = Math.max(this.#streamTimeMs, endMs)
    const horizonMs = this.#streamTimeMs - retentionMs
    const isLive = this.#form.isInMemory ? endMs > horizonMs : segmentOf(endMs) >= segmentOf(horizonMs)
    if (!isLive) {
      this.expired += 1
      return
    }
    this.#rows = this.#rows.filter((row) => segmentOf(row.endMs) >= segmentOf(horizonMs))
    this.#take({ key, startMs, endMs })
    if (value !== null) this.#rows.push({ key, startMs, endMs, value })
  }

  remove(session: Session): void {
    if (!this.#form.isInMemory) this.#streamTimeMs = Math.max(this.#streamTimeMs, session.endMs)
    this.#take(session)
  }

  find(isWanted: (row: RawSession) => boolean, order: Order): string[] {
    const shown = this.#rows.filter((row) => row.endMs >= this.#streamTimeMs - retentionMs + 1 && isWanted(row))
    shown.sort((left, right) => (this.#form.isInMemory ? byEnd(left, right) : byKey(left, right)))
    if (order === 'reverse') shown.reverse()
    return shown.map(show)
  }

  ended(fromMs: number, toMs: number): string[] {
    const { isInMemory, isTimeOrdered } = this.#form
    const latestShownMs = this.#streamTimeMs - retentionMs + 1
    const rows = this.#rows.filter(({ endMs }) => endMs >= fromMs && endMs <= toMs)
    const shown = rows.filter(({ endMs }) => !isInMemory || endMs >= latestShownMs)
    shown.sort(isTimeOrdered && !isInMemory ? byEndThenStart : byEnd)
    return shown.map(show)
  }

  #take({ key, startMs, endMs }: Session): void {
    this.#rows = this.#rows.filter((row) => row.startMs !== startMs || row.endMs !== endMs || !row.key.equals(key))
  }
}

interface Session {
  readonly key: Buffer
  readonly startMs: number
  readonly endMs: number
}

const keyOf = fc.constantFrom(...keys).map((key) => Buffer.from(key, 'latin1'))
const time = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_000 }))
const session = fc
  .record({ key: keyOf, startMs: time, lengthMs: fc.integer({ min: 0, max: 60 }) })
  .map(({ key, startMs, lengthMs }) => ({ key, startMs, endMs: startMs + lengthMs }))
const change = fc.record({ session, value: fc.option(fc.integer({ min: 0, max: 99 })), isRemoval: fc.boolean() })
const ask = fc.record({
  from: fc.option(keyOf),
  to: fc.option(keyOf),
  earliestEndMs: time,
  latestStartMs: fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY)),
  order: fc.constantFrom<Order>('forward', 'reverse'),
})

for (const [name, form] of Object.entries(forms)) {
  test(`sessions are found where a plain list has them: ${name}`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, ask), { maxLength: 60 }), (steps) => {
        let expired = 0
        const onExpired = () => {
          expired += 1
        }
        const space = new MemorySpace()
        const store = new SessionSegments({ ...form, retentionMs, segmentIntervalMs, space, onExpired })
        const model = new Model(form)
        for (const [{ session, value, isRemoval }, { from, to, ...range }] of steps) {
          const bytes = value === null ? null : Buffer.from(String(value))
          if (isRemoval) store.remove(session.key, session)
          else store.put(session.key, bytes, session)
          if (isRemoval) model.remove(session)
          else model.put(session, bytes)
          t.is(expired, model.expired)

          const { earliestEndMs, latestStartMs, order } = range
          const isInTime = (row: RawSession) => row.endMs >= earliestEndMs && row.startMs <= latestStartMs
          const isBetween = ({ key }: RawSession) =>
            (from === null || key.compare(from) >= 0) && (to === null || key.compare(to) <= 0)
          const ofKeys = model.find((row) => isInTime(row) && isBetween(row), order)
          t.deepEqual(shown(store.findOfKeys({ from, to }, range)), ofKeys)
          t.deepEqual(
            shown(store.findEnded({ fromMs: earliestEndMs, toMs: latestStartMs })),
            model.ended(earliestEndMs, latestStartMs),
          )
          if (from === null) continue
          const ofKey = model.find((row) => isInTime(row) && row.key.equals(from), order)
          t.deepEqual(shown(store.find(from, range)), ofKey)
          const [same] = model.find((row) => byEnd(row, { ...session, value: row.value }) === 0, order)
          const found = store.get(session.key, session)
          t.is(found === null ? undefined : show({ ...session, value: found }), same)
        }
      }),
    )
  })
}

function shown(cursor: Cursor<RawSession>): string[] {
  return drain(cursor).map(show)
}

function show({ key, startMs, endMs, value }: RawSession): string {
  return `${key.toString('latin1')}@${startMs}/${endMs}=${value}`
}

function segmentOf(timeMs: number): number {
  return Math.trunc(timeMs / segmentIntervalMs)
}

function byKey(left: RawSession, right: RawSession): number {
  const bySegment = segmentOf(left.endMs) - segmentOf(right.endMs)
  return bySegment || sessionKeyBytes(left.key, left).compare(sessionKeyBytes(right.key, right))
}

function byEnd(left: RawSession, right: RawSession): number {
  return left.endMs - right.endMs || left.key.compare(right.key) || right.startMs - left.startMs
}

function byEndThenStart(left: RawSession, right: RawSession): number {
  return left.endMs - right.endMs || left.startMs - right.startMs || left.key.compare(right.key)
}
