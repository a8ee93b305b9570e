/** In which order a commit does what, at both guarantees: the orders of docs/decisions/0048. */
import type { GroupMembership, OffsetToCommit, Producer } from '@millrace/core'
import { ManualClock } from '@millrace/core/testing'
import test from 'ava'
import { AtLeastOnce } from './at-least-once.ts'
import { ExactlyOnce } from './exactly-once.ts'
import type { Outputs } from './outputs.ts'

const offsets: readonly OffsetToCommit[] = [{ topic: 'lines', partition: 0, offset: 3 }]
const { signal } = new AbortController()

/** Clients that note what they are asked for. */
function clients({ failing = '' }: { readonly failing?: string } = {}) {
  const seen: string[] = []
  const note = (what: string) => async () => {
    seen.push(what)
    if (what === failing) throw new Error(what)
  }
  const producer = {
    begin: () => void seen.push('begin'),
    flush: note('flush'),
    initTransactions: note('init'),
    sendOffsets: note('offsets'),
    commit: note('commit'),
    abort: note('abort'),
  } as unknown as Producer
  const outputs = { throwFailure: () => void seen.push('look at failures') } as unknown as Outputs
  const membership = {
    commit: note('offsets'),
    groupMetadata: () => ({ groupId: 'app' }),
  } as unknown as GroupMembership
  return { seen, producer, outputs, membership, toDisk: () => void seen.push('disk') }
}

test('at least once: records are delivered, then the state is on disk, then the offsets count', async (t) => {
  const { seen, toDisk, ...parts } = clients()
  await new AtLeastOnce({ ...parts, signal }).commit(offsets, toDisk)
  t.deepEqual(seen, ['flush', 'look at failures', 'disk', 'offsets'])
})

test('at least once: where records were not delivered, neither the disk nor the group hears of them', async (t) => {
  const { seen, toDisk, ...parts } = clients({ failing: 'flush' })
  await t.throwsAsync(new AtLeastOnce({ ...parts, signal }).commit(offsets, toDisk))
  t.deepEqual(seen, ['flush'])
})

test('exactly once: offsets are part of the transaction, and the disk hears of it when it is committed', async (t) => {
  const { seen, toDisk, producer, membership } = clients()
  const guarantee = new ExactlyOnce({ producer, membership, clock: new ManualClock(), patienceMs: 1_000, signal })
  await guarantee.start()
  guarantee.begin()
  t.true(guarantee.isOpen)
  await guarantee.commit(offsets, toDisk)
  t.false(guarantee.isOpen)
  t.deepEqual(seen, ['init', 'begin', 'offsets', 'commit', 'disk'])
})

test('exactly once: where nothing was written there is a transaction only for offsets', async (t) => {
  const { seen, toDisk, producer, membership } = clients()
  const guarantee = new ExactlyOnce({ producer, membership, clock: new ManualClock(), patienceMs: 1_000, signal })
  await guarantee.commit([], toDisk)
  t.deepEqual(seen, ['disk'])
  await guarantee.commit(offsets, toDisk)
  t.deepEqual(seen.slice(1), ['begin', 'offsets', 'commit', 'disk'])
})

test('exactly once: what was refused is abandoned, and the disk never hears of it', async (t) => {
  const { seen, toDisk, producer, membership } = clients({ failing: 'offsets' })
  const guarantee = new ExactlyOnce({ producer, membership, clock: new ManualClock(), patienceMs: 1_000, signal })
  guarantee.begin()
  await t.throwsAsync(guarantee.commit(offsets, toDisk))
  await guarantee.abandon()
  await guarantee.abandon()
  t.deepEqual(seen, ['begin', 'offsets', 'abort'])
})
