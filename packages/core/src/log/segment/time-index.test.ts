import test from 'ava'
import fc from 'fast-check'
import { CorruptIndexError } from '../errors.ts'
import { TimeIndex } from './time-index.ts'

/**
 * Java's TimeIndex wrote this after maybeAppend(1700000000000, 1009), (1700000000000, 1010),
 * (1700000000005, 1010) and, for the roll, (1800000000000, 5000000).
 */
const WRITTEN_BY_JAVA = '0000018bcfe56800000000090000018bcfe568050000000a000001a3185c5000004c4758'
const place = { path: '00000000000000001000.timeindex', baseOffset: 1000 }

function index(hex: string): TimeIndex {
  return TimeIndex.from(Buffer.from(hex, 'hex'), place)
}

test('an index is, byte for byte, the one that Java writes', (t) => {
  const ours = new TimeIndex(1000)
  ours.append(1_700_000_000_000, 1009)
  ours.append(1_700_000_000_000, 1010)
  ours.append(1_700_000_000_005, 1010)
  ours.append(1_800_000_000_000, 5_000_000)
  t.is(ours.bytes().toString('hex'), WRITTEN_BY_JAVA)
})

test('an index that Java wrote is read, with the zeros of its full size behind it or without', (t) => {
  for (const tail of [0, 12, 1020 - 36]) {
    const java = TimeIndex.from(Buffer.concat([Buffer.from(WRITTEN_BY_JAVA, 'hex'), Buffer.alloc(tail)]), place)
    t.is(java.entryCount, 3)
    t.is(java.lastTimestamp, 1_800_000_000_000)
    t.is(java.lastOffset, 5_000_000)
    t.is(java.offsetFor(1_700_000_000_005), 1010)
    t.is(java.offsetFor(1_700_000_000_004), 1009)
    t.is(java.offsetFor(1_699_999_999_999), 1000)
  }
})

test('a segment whose only timestamp is 0 has an index of one entry, all zeros', (t) => {
  const ours = new TimeIndex(0)
  ours.append(0, 0)
  const loaded = TimeIndex.from(Buffer.from(ours.bytes()), place)
  t.is(loaded.entryCount, 1)
  t.is(loaded.lastTimestamp, 0)
})

test('a timestamp that is not later than the last one gets no entry', (t) => {
  const ours = new TimeIndex(1000)
  ours.append(-1, 1000) // no timestamp at all
  t.is(ours.entryCount, 0)
  ours.append(50, 1001)
  ours.append(50, 1009)
  t.is(ours.entryCount, 1)
  t.is(ours.lastOffset, 1001)
})

test('an offset that goes back, or a latest timestamp that does, is a bug', (t) => {
  const ours = new TimeIndex(1000)
  ours.append(50, 1001)
  t.throws(() => ours.append(51, 1000), { message: 'offset 1000 after 1001' })
  t.throws(() => ours.append(49, 1002), { message: 'timestamp 49 after 50' })
  t.throws(() => ours.append(51, 1001 + 0x7fffffff))
})

test('an index is full one entry early, so that the roll can write its own', (t) => {
  const ours = new TimeIndex(0)
  ours.append(1, 1)
  t.false(ours.isFull(36))
  t.true(ours.isFull(35))
  ours.append(2, 2)
  t.true(ours.isFull(36))
  ours.append(3, 3)
  t.is(ours.bytes().length, 36)
})

test('bytes that cannot be an index are refused with the file and what is wrong', (t) => {
  const message = (hex: string) => t.throws(() => index(hex), { instanceOf: CorruptIndexError })?.message
  t.is(message('00000000'), '00000000000000001000.timeindex: expected entries of 12 bytes, found 4 bytes')
  t.is(
    message('0000018bcfe56800000000090000018bcfe568000000000a'),
    '00000000000000001000.timeindex: expected entry 1 later than 1700000000000 and at or behind relative offset 9, ' +
      'found timestamp 1700000000000 at relative offset 10',
  )
  t.regex(message('0000018bcfe56800000000090000018bcfe5680500000008') ?? '', /at relative offset 8$/)
  t.regex(message('0000018bcfe56800ffffffff') ?? '', /at relative offset -1$/)
  t.regex(
    message('7fffffffffffffff00000009') ?? '',
    /found timestamp 9223372036854775807 at|found timestamp 9223372036854776000 at/,
  )
})

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('append'), by: fc.nat(3), later: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload'), by: fc.constant(0), later: fc.constant(0) }) },
  ),
  { maxLength: 100 },
)

test('an index answers as a list of its entries does, whatever was appended and loaded again', (t) => {
  const scenario = fc.record({ steps, baseOffset: fc.nat(1000), asked: fc.array(fc.integer({ min: -2, max: 200 })) })
  fc.assert(
    fc.property(scenario, (given) => {
      const { baseOffset } = given
      let tested = new TimeIndex(baseOffset)
      const model: { timestamp: number; offset: number }[] = []
      for (const { kind, by, later } of given.steps) {
        const last = model.at(-1) ?? { timestamp: -1, offset: baseOffset }
        if (kind === 'append') {
          tested.append(last.timestamp + later, last.offset + by)
          if (later > 0) model.push({ timestamp: last.timestamp + later, offset: last.offset + by })
        } else {
          tested = TimeIndex.from(Buffer.from(tested.bytes()), { path: 'x', baseOffset })
        }
      }
      t.is(tested.entryCount, model.length)
      t.is(tested.lastTimestamp, model.at(-1)?.timestamp ?? -1)
      for (const asked of given.asked) {
        t.is(tested.offsetFor(asked), model.findLast(({ timestamp }) => timestamp <= asked)?.offset ?? baseOffset)
      }
    }),
  )
})
