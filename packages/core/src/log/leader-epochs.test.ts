import test from 'ava'
import fc from 'fast-check'
import { type EpochStart, LeaderEpochs } from './leader-epochs.ts'

function epochs(...entries: [epoch: number, startOffset: number][]): LeaderEpochs {
  return new LeaderEpochs(entries.map(([epoch, startOffset]) => ({ epoch, startOffset })))
}

function rows(tested: LeaderEpochs): number[][] {
  return tested.entries.map(({ epoch, startOffset }) => [epoch, startOffset])
}

test('an epoch is news once', (t) => {
  const tested = new LeaderEpochs()
  t.true(tested.assign(3, 10))
  t.false(tested.assign(3, 10))
  t.false(tested.assign(3, 11))
  t.true(tested.assign(4, 12))
  t.deepEqual(tested.latest, { epoch: 4, startOffset: 12 })
})

test('a new entry takes the place of those that it contradicts', (t) => {
  const tested = epochs([1, 10], [2, 20], [5, 50])
  tested.assign(4, 20)
  t.deepEqual(rows(tested), [
    [1, 10],
    [4, 20],
  ])
  tested.assign(4, 15)
  t.deepEqual(rows(tested), [
    [1, 10],
    [4, 15],
  ])
  t.throws(() => tested.assign(-1, 0))
})

test('the latest epoch ends at the end of the log', (t) => {
  t.deepEqual(epochs([1, 10], [4, 40]).endOffsetFor(4, 99), { epoch: 4, endOffset: 99 })
})

test('an earlier epoch ends where the next one begins', (t) => {
  const tested = epochs([1, 10], [4, 40])
  t.deepEqual(tested.endOffsetFor(1, 99), { epoch: 1, endOffset: 40 })
  t.deepEqual(tested.endOffsetFor(3, 99), { epoch: 1, endOffset: 40 })
})

test('an epoch from before the first known one ends where that begins', (t) => {
  t.deepEqual(epochs([1, 10], [4, 40]).endOffsetFor(0, 99), { epoch: 0, endOffset: 10 })
})

test('an epoch that is not known, or none, has no end', (t) => {
  t.deepEqual(epochs([1, 10]).endOffsetFor(2, 99), { epoch: -1, endOffset: -1 })
  t.deepEqual(epochs([1, 10]).endOffsetFor(-1, 99), { epoch: -1, endOffset: -1 })
  t.deepEqual(new LeaderEpochs().endOffsetFor(0, 99), { epoch: -1, endOffset: -1 })
})

test('an offset is of the epoch that began last before it', (t) => {
  const tested = epochs([1, 10], [4, 40])
  t.deepEqual(
    [9, 10, 39, 40, 1000].map((offset) => tested.epochFor(offset)),
    [undefined, 1, 1, 4, 4],
  )
})

test('cutting off the end forgets the epochs that began there', (t) => {
  const tested = epochs([1, 10], [4, 40])
  t.false(tested.truncateFromEnd(41))
  t.true(tested.truncateFromEnd(40))
  t.deepEqual(rows(tested), [[1, 10]])
})

test('when the start is cut off, the epoch there begins where the log does', (t) => {
  const tested = epochs([1, 10], [4, 40])
  t.false(tested.truncateFromStart(9))
  t.false(tested.truncateFromStart(10))
  t.true(tested.truncateFromStart(15))
  t.deepEqual(rows(tested), [
    [1, 15],
    [4, 40],
  ])
  t.true(tested.truncateFromStart(70))
  t.deepEqual(rows(tested), [[4, 70]])
})

interface Step {
  readonly kind: 'assign' | 'start' | 'end'
  readonly epoch: number
  readonly offset: number
}

/** The entries after a step, as a list that is filtered. */
function entriesAfter(model: readonly EpochStart[], { kind, epoch, offset }: Step): readonly EpochStart[] {
  const later = model.filter(({ startOffset }) => startOffset > offset)
  if (kind === 'end') return model.filter(({ startOffset }) => startOffset < offset)
  if (kind === 'start') {
    const covering = model.findLast(({ startOffset }) => startOffset <= offset)
    return covering === undefined ? later : [{ epoch: covering.epoch, startOffset: offset }, ...later]
  }
  const latest = model.at(-1)
  if (latest?.epoch === epoch && latest.startOffset <= offset) return model
  const kept = model.filter((entry) => entry.epoch < epoch && entry.startOffset < offset)
  return [...kept, { epoch, startOffset: offset }]
}

test('what is remembered, and each answer, are those of a list that is filtered', (t) => {
  const kind = fc.constantFrom('assign', 'assign', 'start', 'end')
  const steps = fc.array(fc.record({ kind, epoch: fc.nat(12), offset: fc.nat(60) }), { maxLength: 40 })
  fc.assert(
    fc.property(steps, (given) => {
      const tested = new LeaderEpochs()
      let model: readonly EpochStart[] = []
      for (const step of given) {
        const before = model
        model = entriesAfter(model, step)
        const isChanged = take(tested, step)
        t.deepEqual(tested.entries, model)
        t.is(isChanged, JSON.stringify(before) !== JSON.stringify(model))
      }
      for (let asked = 0; asked < 14; asked++) {
        const higher = model.find(({ epoch }) => epoch > asked)?.startOffset ?? 1000
        const floor = model.findLast(({ epoch }) => epoch <= asked)?.epoch ?? asked
        const isKnown = asked <= (model.at(-1)?.epoch ?? -1)
        const expected = isKnown ? { epoch: floor, endOffset: higher } : { epoch: -1, endOffset: -1 }
        t.deepEqual(tested.endOffsetFor(asked, 1000), expected)
      }
    }),
  )
})

function take(tested: LeaderEpochs, { kind, epoch, offset }: Step): boolean {
  if (kind === 'assign') return tested.assign(epoch, offset)
  return kind === 'start' ? tested.truncateFromStart(offset) : tested.truncateFromEnd(offset)
}
