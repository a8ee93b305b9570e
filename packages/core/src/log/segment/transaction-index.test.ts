import test from 'ava'
import fc from 'fast-check'
import { CorruptIndexError } from '../errors.ts'
import { type AbortedTransaction, TransactionIndex } from './transaction-index.ts'

/** Java's TransactionIndex wrote this of the two transactions below. */
const WRITTEN_BY_JAVA =
  '0000000000000000000700000000000003de00000000000003ec00000000000003e9' +
  '000000000001dcd6500000000000000003e900000000000003fc00000000000003f2'
const first = { producerId: 7, firstOffset: 990, lastOffset: 1004, lastStableOffset: 1001 }
const second = { producerId: 8_000_000_000, firstOffset: 1001, lastOffset: 1020, lastStableOffset: 1010 }
const place = { path: '00000000000000001000.txnindex', baseOffset: 1000 }

function index(hex: string): TransactionIndex {
  return TransactionIndex.from(Buffer.from(hex, 'hex'), place)
}

test('an index is, byte for byte, the one that Java writes', (t) => {
  const ours = new TransactionIndex(1000)
  ours.append(first)
  ours.append(second)
  t.is(ours.bytes().toString('hex'), WRITTEN_BY_JAVA)
})

test('an index that Java wrote is read', (t) => {
  t.deepEqual(index(WRITTEN_BY_JAVA).all(), [first, second])
})

test('without an aborted transaction there is nothing to save', (t) => {
  t.is(new TransactionIndex(1000).bytes().length, 0)
})

test('a fetch is told the transactions that overlap it', (t) => {
  const both = index(WRITTEN_BY_JAVA)
  t.deepEqual(both.collect(1004, 1005).transactions, [first, second])
  t.deepEqual(both.collect(1005, 1006).transactions, [second])
  t.deepEqual(both.collect(1021, 1030).transactions, [])
  t.deepEqual(both.collect(980, 1000).transactions, [first])
})

test('the answer is complete once an entry was stable up to the end of the fetch', (t) => {
  const both = index(WRITTEN_BY_JAVA)
  t.true(both.collect(980, 1001).isComplete)
  t.true(both.collect(1000, 1010).isComplete)
  t.false(both.collect(980, 1011).isComplete)
  t.false(new TransactionIndex(0).collect(0, 1).isComplete)
})

test('a marker that does not come after the last one is a bug', (t) => {
  t.throws(() => index(WRITTEN_BY_JAVA).append(second), { message: 'a marker at 1020 after a later one' })
})

test('bytes that cannot be an index are refused with the file and what is wrong', (t) => {
  const message = (hex: string) => t.throws(() => index(hex), { instanceOf: CorruptIndexError })?.message
  const entry = WRITTEN_BY_JAVA.slice(0, 68)
  t.is(message(entry.slice(2)), '00000000000000001000.txnindex: expected entries of 34 bytes, found 33 bytes')
  t.is(
    message(entry + entry),
    '00000000000000001000.txnindex: expected entry 1 of version 0 with a marker behind offset 1004, ' +
      'found version 0, offsets 990 to 1004',
  )
  t.regex(message(`0001${entry.slice(4)}`) ?? '', /found version 1/)
  t.regex(message('00'.repeat(34)) ?? '', /expected entry 0 of version 0 with a marker behind offset 999/)
})

test('an index answers as a list of its entries does, whatever was appended and loaded again', (t) => {
  const entry = fc.record({ after: fc.integer({ min: 1, max: 9 }), began: fc.nat(40), open: fc.nat(20) })
  const scenario = fc.record({
    entries: fc.array(entry, { maxLength: 30 }),
    ranges: fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 60 }))),
  })
  fc.assert(
    fc.property(scenario, ({ entries, ranges }) => {
      const built = new TransactionIndex(10)
      const model: AbortedTransaction[] = []
      for (const { after, began, open } of entries) {
        const lastOffset = (model.at(-1)?.lastOffset ?? 10) + after
        const firstOffset = Math.max(0, lastOffset - 1 - began)
        const lastStableOffset = Math.max(0, lastOffset + 1 - open)
        model.push({ producerId: began, firstOffset, lastOffset, lastStableOffset })
        built.append(model.at(-1) as AbortedTransaction)
      }
      const tested = TransactionIndex.from(Buffer.from(built.bytes()), { path: 'x', baseOffset: 10 })
      t.deepEqual(tested.all(), model)
      for (const [start, length] of ranges) {
        const end = start + length
        const stop = model.findIndex(({ lastStableOffset }) => lastStableOffset >= end)
        const looked = stop === -1 ? model : model.slice(0, stop + 1)
        const transactions = looked.filter(({ firstOffset, lastOffset }) => lastOffset >= start && firstOffset < end)
        t.deepEqual(tested.collect(start, end), { transactions, isComplete: stop !== -1 })
      }
    }),
  )
})

test('zeros, which a crash may leave in the place of entries, are no transaction, at the first offset either', (t) => {
  const place = { path: '00000000000000000000.txnindex', baseOffset: 0 }
  t.throws(() => TransactionIndex.from(Buffer.alloc(34), place), { instanceOf: CorruptIndexError })
})
