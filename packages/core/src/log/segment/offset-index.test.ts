import test from 'ava'
import fc from 'fast-check'
import { CorruptIndexError } from '../errors.ts'
import { OffsetIndex } from './offset-index.ts'

/** Java's OffsetIndex wrote this after append(1009, 4200), append(1010, 8500), append(5000000, 123456789). */
const WRITTEN_BY_JAVA = '00000009000010680000000a00002134004c4758075bcd15'
const place = { path: '00000000000000001000.index', baseOffset: 1000 }

function index(hex: string): OffsetIndex {
  return OffsetIndex.from(Buffer.from(hex, 'hex'), place)
}

test('an index is, byte for byte, the one that Java writes', (t) => {
  const ours = new OffsetIndex(1000)
  ours.append(1009, 4200)
  ours.append(1010, 8500)
  ours.append(5_000_000, 123_456_789)
  t.is(ours.bytes().toString('hex'), WRITTEN_BY_JAVA)
})

test('an index that Java wrote is read', (t) => {
  const java = index(WRITTEN_BY_JAVA)
  t.is(java.entryCount, 3)
  t.is(java.lastOffset, 5_000_000)
  t.is(java.lastPosition, 123_456_789)
  t.is(java.positionFor(1009), 4200)
  t.is(java.positionFor(4_999_999), 8500)
})

test('the zeros behind the entries of a file that was made at its full size are no entries', (t) => {
  const preallocated = Buffer.concat([Buffer.from(WRITTEN_BY_JAVA, 'hex'), Buffer.alloc(10 * 1024 ** 2 - 24)])
  const java = OffsetIndex.from(preallocated, place)
  t.is(java.bytes().toString('hex'), WRITTEN_BY_JAVA)
  t.is(OffsetIndex.from(Buffer.alloc(10 * 1024 ** 2), place).entryCount, 0)
})

test('an index that was loaded goes on growing', (t) => {
  const loaded = index(WRITTEN_BY_JAVA)
  loaded.append(5_000_001, 123_460_000)
  t.is(loaded.positionFor(6_000_000), 123_460_000)
  t.is(loaded.bytes().length, 32)
})

test('before the first entry the search begins at the start of the segment', (t) => {
  const empty = new OffsetIndex(1000)
  t.is(empty.positionFor(1000), 0)
  t.is(empty.lastOffset, 1000)
  t.is(index(WRITTEN_BY_JAVA).positionFor(1008), 0)
  t.is(index(WRITTEN_BY_JAVA).positionFor(3), 0)
})

test('an index is full when the next entry would make it larger than it may be', (t) => {
  const few = index(WRITTEN_BY_JAVA)
  t.false(few.isFull(32))
  t.true(few.isFull(31))
  t.true(few.isFull(24))
})

test('an offset further from the base than an int32 says cannot be held', (t) => {
  const empty = new OffsetIndex(1000)
  t.true(empty.canHold(1000 + 0x7fffffff))
  t.false(empty.canHold(1001 + 0x7fffffff))
  t.false(empty.canHold(999))
  t.throws(() => empty.append(1001 + 0x7fffffff, 0))
})

test('an offset that does not come after the last one is a bug', (t) => {
  const few = index(WRITTEN_BY_JAVA)
  t.throws(() => few.append(5_000_000, 200_000_000), { message: 'offset 5000000 after 5000000' })
  t.throws(() => few.append(5_000_001, 1), { message: 'position 1 after 123456789' })
})

test('bytes that cannot be an index are refused with the file and what is wrong', (t) => {
  const message = (hex: string) => t.throws(() => index(hex), { instanceOf: CorruptIndexError })?.message
  t.is(message('000000090000106800'), '00000000000000001000.index: expected entries of 8 bytes, found 9 bytes')
  t.is(
    message('00000009000010680000000900002134'),
    '00000000000000001000.index: expected entry 1 behind relative offset 9 and at or behind position 4200, ' +
      'found relative offset 9 at position 8500',
  )
  t.regex(message('00000009000010680000000a00000001') ?? '', /found relative offset 10 at position 1$/)
  t.regex(message('fffffff700001068') ?? '', /found relative offset -9 at position 4200$/)
})

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('append'), by: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload'), by: fc.constant(0) }) },
  ),
  { maxLength: 100 },
)

test('an index answers as a list of its entries does, whatever was appended and loaded again', (t) => {
  const scenario = fc.record({ steps, baseOffset: fc.nat(1000), asked: fc.array(fc.nat(400)) })
  fc.assert(
    fc.property(scenario, (given) => {
      let tested = new OffsetIndex(given.baseOffset)
      const model: { offset: number; position: number }[] = []
      for (const { kind, by } of given.steps) {
        if (kind === 'append') {
          const entry = { offset: tested.lastOffset + by, position: tested.lastPosition + 10 * by }
          tested.append(entry.offset, entry.position)
          model.push(entry)
        } else {
          tested = OffsetIndex.from(Buffer.from(tested.bytes()), { path: 'x', baseOffset: given.baseOffset })
        }
      }
      t.is(tested.entryCount, model.length)
      for (const asked of given.asked) {
        const offset = given.baseOffset + asked - 10
        t.is(tested.positionFor(offset), model.findLast((entry) => entry.offset <= offset)?.position ?? 0)
      }
    }),
  )
})
