/**
 * What a read gives that finds nothing. Most partitions of most fetches have nothing new, and a fetch may name
 * thousands: the same answer is given again as long as it is the same, and nothing of the log is touched.
 */
import type { AbortedTransaction } from './segment/transaction-index.ts'

export interface EmptyRead {
  readonly kind: 'read'
  readonly records: Buffer
  readonly nextOffset: number
  readonly aborted: readonly AbortedTransaction[] | null
}

const NO_RECORDS = Buffer.alloc(0)
const NONE_ABORTED: EmptyRead['aborted'] = Object.freeze([])

export class EmptyReads {
  #uncommitted: EmptyRead = emptyAt(0, null)
  #committed: EmptyRead = emptyAt(0, NONE_ABORTED)

  at(offset: number, isolation: 'uncommitted' | 'committed'): EmptyRead {
    if (isolation === 'committed') {
      if (this.#committed.nextOffset !== offset) this.#committed = emptyAt(offset, NONE_ABORTED)
      return this.#committed
    }
    if (this.#uncommitted.nextOffset !== offset) this.#uncommitted = emptyAt(offset, null)
    return this.#uncommitted
  }
}

function emptyAt(nextOffset: number, aborted: EmptyRead['aborted']): EmptyRead {
  return { kind: 'read', records: NO_RECORDS, nextOffset, aborted }
}
