/**
 * What every map of bytes does, wherever its rows lie: it holds what a plain sorted list would hold, whatever is
 * put, deleted and scanned, and its walks keep their promises while the map changes under them.
 */
import type { ExecutionContext, TestFn } from 'ava'
import fc from 'fast-check'
import { type ByteMap, type ByteRange, type ByteRow, isWithin } from './byte-map.ts'
import { type Cursor, drain } from './cursor.ts'

/** Keys of few bytes, so that they meet again; some are long, some the beginning of others. */
const key = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ minLength: 0, maxLength: 2 }).map((bytes) => bytes.map((b) => b & 0x83)) },
  { weight: 1, arbitrary: fc.nat(3).map((n) => new Uint8Array(70).fill(n)) },
)
const value = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat(40_000).map((length) => new Uint8Array(length).fill(length)) },
)
const range = fc.record({
  from: fc.option(key),
  to: fc.option(key),
  before: fc.option(key),
  order: fc.constantFrom('forward' as const, 'reverse' as const),
})

type Step =
  | { readonly do: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly do: 'delete' | 'get'; readonly key: Uint8Array }
  | { readonly do: 'range' | 'deleteRange'; readonly range: ReturnType<typeof toRange> }
  | { readonly do: 'clear' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: fc.constant('put' as const), key, value }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'get' as const), key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('range' as const), range: range.map(toRange) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteRange' as const), range: range.map(toRange) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
)

function toRange(drawn: {
  from: Uint8Array | null
  to: Uint8Array | null
  before: Uint8Array | null
  order: 'forward' | 'reverse'
}): ByteRange {
  const bytes = (end: Uint8Array | null) => (end === null ? null : Buffer.from(end))
  return { from: bytes(drawn.from), to: bytes(drawn.to), before: bytes(drawn.before), order: drawn.order }
}

/** The same, slowly: rows by the hexadecimal text of their keys. */
class Model {
  readonly rows = new Map<string, string>()

  range(wanted: ByteRange): [string, string][] {
    const rows = [...this.rows].filter(([hex]) => isWithin(Buffer.from(hex, 'hex'), wanted))
    rows.sort(([left], [right]) => Buffer.from(left, 'hex').compare(Buffer.from(right, 'hex')))
    return wanted.order === 'reverse' ? rows.reverse() : rows
  }
}

const hexRow = ({ key, value }: ByteRow) => [key.toString('hex'), value.toString('hex')] as [string, string]

function take(map: ByteMap, model: Model, step: Step): [found: unknown, expected: unknown] {
  switch (step.do) {
    case 'put':
      map.put(Buffer.from(step.key), Buffer.from(step.value))
      model.rows.set(hex(step.key), hex(step.value))
      return [map.get(Buffer.from(step.key))?.toString('hex'), hex(step.value)]
    case 'delete':
      map.delete(Buffer.from(step.key))
      model.rows.delete(hex(step.key))
      return [map.size, model.rows.size]
    case 'get':
      return [map.get(Buffer.from(step.key))?.toString('hex'), model.rows.get(hex(step.key))]
    case 'range':
      return [drain(map.range(step.range)).map(hexRow), model.range(step.range)]
    case 'deleteRange':
      map.deleteRange(step.range)
      for (const [row] of model.range(step.range)) model.rows.delete(row)
      return [map.size, model.rows.size]
    case 'clear':
      map.clear()
      model.rows.clear()
      return [map.size, 0]
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

export interface ByteMapForm {
  /** Makes an empty map; those that were made before are used no more. */
  readonly open: () => ByteMap
  /** How many random stories are told. Default: 300. */
  readonly runs?: number
  /** Whether `size` is only near the truth. */
  readonly estimatesSize?: boolean
}

/** Registers the suite for one form of the map. */
export function byteMapContract(
  test: TestFn,
  form: string,
  { open, runs = 300, estimatesSize = false }: ByteMapForm,
): void {
  walkContract(test, form, { open, estimatesSize })

  test(`${form}: a map of bytes holds what a sorted list holds, whatever is done to it`, (t) => {
    const property = fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const map = open()
      const model = new Model()
      for (const one of steps) {
        const [found, expected] = take(map, model, one)
        if (typeof expected !== 'number' || !estimatesSize) sameOrThrow(t, found, expected)
      }
      sameOrThrow(t, drain(map.range({})).map(hexRow), model.range({}))
    })
    t.notThrows(() => fc.assert(property, { numRuns: runs }))
  })

  test(`${form}: ten thousand rows in any order come back in the order of their bytes`, (t) => {
    const map = open()
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${(index * 7919) % 10_000}`)
    for (const [index, at] of keys.entries()) {
      map.put(Buffer.from(at), Buffer.from(`${index}`))
      // Scans in between, so that rows are put into an order that is there.
      if (index % 1000 === 999) map.range({}).next()
    }
    t.deepEqual(
      drain(map.range({})).map((row) => row.key.toString()),
      keys.toSorted(),
    )
    for (const at of keys) if (at.endsWith('3')) map.delete(Buffer.from(at))
    const left = keys.filter((at) => !at.endsWith('3')).toSorted()
    t.deepEqual(
      drain(map.range({ order: 'reverse' })).map((row) => row.key.toString()),
      left.toReversed(),
    )
  })
}

function walkContract(test: TestFn, form: string, { open, estimatesSize = false }: ByteMapForm): void {
  const text = (rows: Cursor<ByteRow>) =>
    drain(rows)
      .map((row) => `${row.key}=${row.value}`)
      .join(' ')
  const filled = (keys: string) => {
    const map = open()
    for (const at of keys) map.put(Buffer.from(at), Buffer.from(at.toUpperCase()))
    return map
  }

  test(`${form}: a walk does not see rows that came after it`, (t) => {
    const map = filled('bd')
    const rows = map.range({})
    t.is(rows.next()?.key.toString(), 'b')
    for (const at of 'ace') map.put(Buffer.from(at), Buffer.from('new'))
    t.is(text(map.range({})), 'a=new b=B c=new d=D e=new')
    t.is(text(rows), 'd=D')
  })

  test(`${form}: a walk leaves out rows that are deleted before it reaches them`, (t) => {
    for (const order of ['forward', 'reverse'] as const) {
      const map = filled('abcde')
      const seen: string[] = []
      const rows = map.range({ order })
      for (let row = rows.next(); row !== null; row = rows.next()) {
        seen.push(row.key.toString())
        map.delete(row.key)
        map.delete(Buffer.from('c'))
      }
      t.deepEqual(seen, order === 'forward' ? ['a', 'b', 'd', 'e'] : ['e', 'd', 'b', 'a'])
      if (!estimatesSize) t.is(map.size, 0)
    }
  })

  test(`${form}: what came out of a map stays as it is when the row is rewritten`, (t) => {
    const map = filled('a')
    const before = map.get(Buffer.from('a'))
    map.put(Buffer.from('a'), Buffer.from('B'))
    t.is(before?.toString(), 'A')
  })
}

function sameOrThrow(t: ExecutionContext, found: unknown, expected: unknown): void {
  const left = JSON.stringify(found)
  const right = JSON.stringify(expected)
  if (left !== right) throw new Error(`found ${left}, expected ${right}`)
  t.pass()
}
