/**
 * Makes one segment of a group of them: copies what stays into a segment beside the log, and then exchanges
 * it for the group. The group's last batch always stays, if only its header, so that the segment says as
 * well as before where its offsets end.
 */
import { abortedIn } from '../batch-read.ts'
import { NONE } from '../producer-state/facts.ts'
import type { SnapshotFiles } from '../producer-state/snapshot-files.ts'
import { Segment, type SegmentOptions } from '../segment/segment.ts'
import { SegmentFiles } from '../segment/segment-files.ts'
import type { SegmentList } from '../segment/segment-list.ts'
import type { Absence } from './absence.ts'
import type { CleanedTransactions } from './cleaned-transactions.ts'
import { BatchFilter, type FilterRules } from './filter.ts'
import { isInLog, SegmentReader } from './segment-reader.ts'
import type { Pause } from './slice.ts'
import { swapIn } from './swap.ts'

export interface GroupRules extends FilterRules {
  readonly segments: SegmentList
  readonly snapshots: SnapshotFiles
  readonly absence: Absence
  readonly segmentOptions: (baseOffset: number) => SegmentOptions
}

/**
 * Cleans the group, or what is left of it: retention may take its first segments at any time. Gives the
 * transactions that are open at its end.
 */
export function* cleanGroup(
  group: readonly Segment[],
  before: CleanedTransactions,
  rules: GroupRules,
): Generator<Pause, CleanedTransactions> {
  for (;;) {
    const present = group.filter((segment) => isInLog(rules.segments, segment))
    const transactions = before.copy()
    if (present.length === 0 || (yield* tryToClean(present, transactions, rules))) return transactions
  }
}

function* tryToClean(
  group: readonly Segment[],
  transactions: CleanedTransactions,
  rules: GroupRules,
): Generator<Pause, boolean> {
  const { segments, snapshots, slice, absence } = rules
  const cleaned = createBeside(group[0]?.baseOffset ?? 0, rules)
  let isSwapped = false
  try {
    const openBefore = openAt(cleaned.baseOffset, snapshots)
    const addAborted = cleaned.addAborted.bind(cleaned)
    const filter = new BatchFilter(rules, { transactions, openBefore, addAborted })
    const lastFull = group.findLast(({ size }) => size > 0)
    for (const segment of group) {
      transactions.expect(abortedIn(segments, segment.baseOffset, segments.endOf(segment) ?? segment.baseOffset))
      const reader = new SegmentReader(segments, segment, 0)
      for (let batch = reader.next(); batch !== null; batch = reader.next()) {
        const kept = yield* filter.filter(batch, segment === lastFull && reader.isAtEnd)
        if (kept !== null) cleaned.append(kept.bytes, kept)
        if (kept !== null && slice.spend(kept.sizeInBytes)) yield* slice.pause()
      }
    }
    yield* absence.settle(slice)
    isSwapped = yield* swapIn({ segments, snapshots, cleaned, replaced: group }, slice)
    return isSwapped
  } finally {
    if (!isInLog(segments, cleaned) && !isSwapped) removeTrace(cleaned)
  }
}

/** The producers whose transaction is open in what a start knows that begins to read at the offset. */
function openAt(offset: number, snapshots: SnapshotFiles): Set<number> {
  const { producers = [] } = snapshots.latestUpTo(offset) ?? {}
  const open = producers.filter(({ transactionFirstOffset }) => transactionFirstOffset !== NONE)
  return new Set(open.map(({ producerId }) => producerId))
}

function createBeside(baseOffset: number, { segmentOptions }: GroupRules): Segment {
  const options = segmentOptions(baseOffset)
  const { disk, directory } = options.files
  return Segment.create({ ...options, files: new SegmentFiles({ disk, directory, baseOffset, state: 'cleaned' }) })
}

function removeTrace(cleaned: Segment): void {
  cleaned.abandon()
  try {
    cleaned.files.remove()
  } catch {
    // The disk has failed, which whoever made the pass stop knows. The next start removes it.
  }
}
