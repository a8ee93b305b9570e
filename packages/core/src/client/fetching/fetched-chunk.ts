/**
 * What one answer held of one partition: batches in a row, a view of the answer. As long as a small part of an
 * answer is not consumed, all of it stays in memory; so what is left when the next answer comes is copied out.
 */
import type { RecordBatch } from '../../records/batch.ts'
import { RecordBatch as Batch } from '../../records/batch.ts'
import { type Batches, batches } from '../../records/batches.ts'
import type { ReadOptions } from '../../records/read-options.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { AbortedProducers, type AbortedTransaction } from './aborted-producers.ts'
import { CorruptBatchError } from './fetch-errors.ts'
import type { Position } from './fetch-position.ts'

export interface ChunkSource {
  readonly of: TopicPartition
  readonly records: Buffer
  /** What was asked for: the first batch may begin before. */
  readonly from: Position
  /** Those that the answer lists; null for a reader of everything. */
  readonly aborted: readonly AbortedTransaction[] | null
  readonly checkCrc: boolean
}

export class FetchedChunk {
  /** Behind the last whole batch: what is to be fetched next. */
  readonly next: Position
  /** Of whole batches. */
  readonly size: number
  /** Why what follows cannot be read. */
  readonly problem: CorruptBatchError | null
  readonly #aborted: AbortedProducers | null
  readonly #options: ReadOptions
  #bytes: Buffer
  #at = 0
  /** Bytes of batches that are not consumed. */
  unconsumedBytes: number

  constructor({ of, records, from, aborted, checkCrc }: ChunkSource) {
    this.#bytes = records
    this.#options = { partition: partitionName(of), checkCrc }
    this.#aborted = aborted === null ? null : new AbortedProducers(aborted)
    const scanned = scan(batches(records, this.#options), { of, from })
    this.next = scanned.next
    this.size = scanned.size
    this.problem = scanned.problem
    this.unconsumedBytes = scanned.size
  }

  /** The batch that begins there; anew, since the bytes may have moved. */
  batchAt(start: number): RecordBatch {
    return new Batch(this.#bytes, start, this.#options)
  }

  /** Steps over the next batch, and says whether its records are shown; null behind the last. */
  step(): { batch: RecordBatch; isShown: boolean } | null {
    if (this.#at >= this.size) return null
    const batch = this.batchAt(this.#at)
    const isHidden = this.#aborted?.hides(batch) === true || batch.isControl || batch.recordCount === 0
    this.#at = batch.end
    return { batch, isShown: !isHidden }
  }

  /** Lets go of the answer, unless most of it is this chunk. */
  detach(answerBytes: number): void {
    if (this.unconsumedBytes === 0 || this.size * 2 >= answerBytes) return
    this.#bytes = Buffer.from(this.#bytes.subarray(0, this.size))
  }
}

interface Scanned {
  readonly next: Position
  readonly size: number
  readonly problem: CorruptBatchError | null
}

/** Looks at the batches' headers only. */
function scan(all: Batches, { of, from }: { of: TopicPartition; from: Position }): Scanned {
  let next = from
  let size = 0
  try {
    for (let batch = all.next(); batch !== null; batch = all.next()) {
      size = batch.end
      if (batch.lastOffset >= next.offset) next = { offset: batch.lastOffset + 1, leaderEpoch: batch.leaderEpoch }
    }
  } catch (cause) {
    const { offset } = next
    const problem = new CorruptBatchError({ ...of, offset, nextOffset: offset + 1, cause })
    return { next, size, problem }
  }
  return { next, size, problem: null }
}
