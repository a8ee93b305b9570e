/** Rows in memory that somebody from outside has put into order, turn by turn, while they change. */
import test from 'ava'
import fc from 'fast-check'
import { drain } from '../contract/cursor.ts'
import { Turn, turnIsOver } from '../contract/turn.ts'
import { MemoryByteMap } from './memory-byte-map.ts'

const key = fc.nat(400).map((number) => `k${String(number).padStart(3, '0')}`)
const change = fc.record({ key, isDeletion: fc.boolean() })
/** Between two turns: changes, and perhaps a scan of the task's own. */
const story = fc.record({ changes: fc.array(change, { maxLength: 60 }), scans: fc.integer({ min: 0, max: 5 }) })

/** What is read within a turn that is over as soon as that is looked at; null if it did not suffice. */
function withinTurn<T>(read: () => T): T | null {
  let ms = 0
  const elapsedMs = () => {
    ms += 1000
    return ms
  }
  try {
    return new Turn(elapsedMs, 1).take(read)
  } catch (error) {
    if (error !== turnIsOver) throw error
    return null
  }
}

test('a map holds what a sorted list holds, whoever has it put into order, whatever happens between the turns', (t) => {
  const property = fc.property(fc.array(change, { maxLength: 600, size: 'max' }), fc.array(story), (first, stories) => {
    const map = new MemoryByteMap()
    const model = new Map<string, string>()
    const text = (rows: { key: Buffer; value: Buffer }[]) => rows.map(({ key, value }) => `${key}=${value}`)
    const expected = () => [...model].sort(([left], [right]) => (left < right ? -1 : 1)).map(([k, v]) => `${k}=${v}`)
    const take = ({ key, isDeletion }: { key: string; isDeletion: boolean }, index: number) => {
      if (isDeletion) map.delete(Buffer.from(key))
      else map.put(Buffer.from(key), Buffer.from(`${index}`))
      if (isDeletion) model.delete(key)
      else model.set(key, `${index}`)
    }
    first.forEach(take)
    for (const { changes, scans } of stories) {
      withinTurn(() => map.range({}).close())
      changes.forEach(take)
      if (scans === 0) t.deepEqual(text(drain(map.range({}))), expected())
    }
    let rows = withinTurn(() => drain(map.range({})))
    while (rows === null) rows = withinTurn(() => drain(map.range({})))
    t.deepEqual(text(rows), expected())
    t.is(map.size, model.size)
    t.deepEqual(text(drain(map.range({ order: 'reverse' }))), expected().toReversed())
  })
  fc.assert(property, { numRuns: 200 })
})
