/**
 * The indexes of a segment that comes into use: from their files, and where those are broken, made anew. Those
 * by offset and by time follow from the segment's records; which transactions it aborts takes what came before
 * it as well, and the log finds that out. A file that is not there is an index without entries.
 */
import { CorruptIndexError } from '../errors.ts'
import type { ScannedBatch } from './batch-scan.ts'
import type { IndexPlace } from './index-file.ts'
import { OffsetIndex } from './offset-index.ts'
import type { SegmentFiles } from './segment-files.ts'
import { SegmentIndexes } from './segment-indexes.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedTransaction, TransactionIndex } from './transaction-index.ts'

/** What the indexes are of, and can be made from. */
export interface IndexSource {
  readonly files: SegmentFiles
  readonly indexIntervalBytes: number
  sizeOfRecords(): number
  scan(from?: number): Iterable<ScannedBatch>
  /** The transactions that the segment's markers abort; null where nobody can tell. */
  findAborted(): readonly AbortedTransaction[] | null
}

/** @throws CorruptIndexError for a broken transaction index, where nobody can tell what was in it. */
export function loadIndexes(source: IndexSource): SegmentIndexes {
  const { baseOffset } = source.files
  const transactions = loadTransactions(source)
  const offsets = load(source, 'index', OffsetIndex.from)
  const times = load(source, 'timeindex', TimeIndex.from)
  const isWhole = !(offsets instanceof CorruptIndexError || times instanceof CorruptIndexError)
  if (isWhole && (offsets.entryCount === 0 || offsets.lastPosition < source.sizeOfRecords())) {
    const indexes = new SegmentIndexes(baseOffset, { offsets, times, ...transactions })
    // The time index knows the timestamps up to its last entry; behind that, the batches do.
    for (const { batch } of source.scan(offsets.positionFor(times.lastOffset))) indexes.seeTimestamp(batch)
    return indexes
  }
  const fresh = { offsets: new OffsetIndex(baseOffset), times: new TimeIndex(baseOffset) }
  const indexes = new SegmentIndexes(baseOffset, { ...fresh, ...transactions })
  for (const scanned of source.scan()) indexes.addScanned(scanned, source.indexIntervalBytes)
  indexes.seal()
  return indexes
}

function loadTransactions(source: IndexSource): { transactions: TransactionIndex; isSaved: boolean } {
  const found = load(source, 'txnindex', TransactionIndex.from)
  if (!(found instanceof CorruptIndexError)) return { transactions: found, isSaved: true }
  const aborted = source.findAborted()
  if (aborted === null) throw found
  const transactions = new TransactionIndex(source.files.baseOffset)
  for (const transaction of aborted) transactions.append(transaction)
  return { transactions, isSaved: false }
}

/** The index that a file holds, or what is wrong with the file. */
function load<Index>(
  { files }: IndexSource,
  kind: 'index' | 'timeindex' | 'txnindex',
  from: (bytes: Buffer, place: IndexPlace) => Index,
): Index | CorruptIndexError {
  try {
    return from(files.load(kind) ?? Buffer.alloc(0), { path: files.path(kind), baseOffset: files.baseOffset })
  } catch (problem) {
    if (problem instanceof CorruptIndexError) return problem
    throw problem
  }
}
