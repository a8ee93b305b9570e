import test from 'ava'
import { contextWithoutRecord, type RecordContext } from '../../record/record-context.ts'
import { drain } from '../contract/cursor.ts'
import { ByteBudget } from './byte-budget.ts'
import { WriteCache } from './write-cache.ts'

const context = contextWithoutRecord(0)
/** What a row with a key and a value of one byte counts, without a topic: 24 + 1 + 20 + 2. */
const rowBytes = 47

function open(budget: ByteBudget) {
  const out: string[] = []
  const cache = new WriteCache(budget, (row) => out.push(`${row.key}=${row.value}`))
  return {
    cache,
    out,
    put: (key: string, value: string | null, from: RecordContext = context) =>
      cache.put(Buffer.from(key), value === null ? null : Buffer.from(value), from),
    get: (key: string) => cache.get(Buffer.from(key))?.toString(),
    taken: () => out.splice(0).join(' '),
  }
}

test('of several writes to a row only the last is written out, at the place of the last', (t) => {
  const { cache, put, taken } = open(new ByteBudget(1000))
  for (const row of ['a1', 'b1', 'c1', 'a2']) put(row.slice(0, 1), row.slice(1))
  t.is(taken(), '')
  cache.flush()
  t.is(taken(), 'b=1 c=1 a=2')
  cache.flush()
  t.is(taken(), '')
})

test('over the budget the oldest entry goes, and everything that waits is written out, it first', (t) => {
  const budget = new ByteBudget(3 * rowBytes)
  const { put, get, taken } = open(budget)
  for (const key of 'abc') put(key, '1')
  t.is(budget.usedBytes, 3 * rowBytes)
  // Whoever is read counts as used, but is written out in the order of writes all the same.
  t.is(get('a'), '1')
  put('d', '1')
  t.is(taken(), 'b=1 a=1 c=1 d=1')
  t.is(get('b'), undefined)
  t.is(budget.usedBytes, 3 * rowBytes)
  // Nothing waits now: the next one that goes has nothing to tell.
  put('e', '1')
  t.is(get('c'), undefined)
  t.is(taken(), '')
})

test('when another store uses up the budget, its own rows go, not those of others', (t) => {
  const budget = new ByteBudget(2 * rowBytes)
  const one = open(budget)
  const other = open(budget)
  one.put('a', '1')
  one.put('b', '1')
  other.put('c', '1')
  t.is(other.taken(), 'c=1')
  t.is(one.taken(), '')
  t.is(one.get('a'), '1')
})

test('a row counts as Java counts it: key, value, topic, headers and 45 bytes', (t) => {
  const budget = new ByteBudget(1000)
  const { put, cache } = open(budget)
  const headers = [
    { key: 'abc', value: Buffer.from('de') },
    { key: 'n', value: null },
  ]
  put('key', 'value', { ...context, topic: 'topic', headers })
  t.is(budget.usedBytes, 45 + 3 + 5 + 5 + 3 + 2 + 1)
  put('key', null)
  t.is(budget.usedBytes, 45 + 3)
  cache.clear()
  t.is(budget.usedBytes, 0)
})

test('a deletion leaves the cache once it was written out', (t) => {
  const budget = new ByteBudget(1000)
  const { cache, put, taken } = open(budget)
  put('a', null)
  t.deepEqual(cache.get(Buffer.from('a')), null)
  cache.flush()
  t.is(taken(), 'a=null')
  t.is(cache.get(Buffer.from('a')), undefined)
  t.is(budget.usedBytes, 0)
})

test('what is written while rows are written out waits for the next flush', (t) => {
  const out: string[] = []
  const cache: WriteCache = new WriteCache(new ByteBudget(1000), (row) => {
    out.push(`${row.key}=${row.value}`)
    if (row.value === null) cache.put(row.key, Buffer.from('again'), context)
  })
  cache.put(Buffer.from('a'), null, context)
  cache.flush()
  t.deepEqual(out, ['a=null'])
  t.is(cache.get(Buffer.from('a'))?.toString(), 'again')
  cache.flush()
  t.deepEqual(out, ['a=null', 'a=again'])
})

test('rows come in the order of their keys, also those that were only read', (t) => {
  const { cache, put } = open(new ByteBudget(1000))
  put('c', '1')
  put('a', null)
  cache.keep(Buffer.from('b'), Buffer.from('2'))
  const rows = drain(cache.range({ order: 'reverse' })).map(({ key, value }) => `${key}=${value}`)
  t.deepEqual(rows, ['c=1', 'b=2', 'a=null'])
})

test('a cache holds on to nothing but its own rows: what is a view of a whole fetch is copied', (t) => {
  const contexts: RecordContext[] = []
  const cache = new WriteCache(new ByteBudget(100_000), ({ context: of }) => contexts.push(of))
  const fetched = Buffer.alloc(1_000_000)
  const headers = [{ key: 'h', value: fetched.subarray(20, 25) }]
  cache.put(fetched.subarray(0, 5), fetched.subarray(5, 10), { ...context, headers })
  cache.keep(fetched.subarray(3, 9), fetched.subarray(10, 20))
  const rows = drain(cache.range({}))
  t.is(rows.length, 2)
  for (const { key, value } of rows) for (const bytes of [key, value]) t.not(bytes?.buffer, fetched.buffer)
  cache.flush()
  t.deepEqual(contexts, [{ ...context, headers }])
  t.not(contexts[0]?.headers[0]?.value?.buffer, fetched.buffer)
})
