/**
 * Where a store's changes go while it is restored: into a batch for the disk, past what lies over it in memory, so that
 * a row costs neither an entry there nor a look at what was there before. Of one key the last change counts. Nothing is
 * read meanwhile. Ranges that are cleared go after the batch, as with any commit; nobody writes into them again.
 */
import type { ByteRange } from '../contract/byte-map.ts'
import type { Batch } from './database.ts'

export class DirectWrites {
  /** Null as long as changes go the usual way. */
  batch: Batch | null = null
  /** What was cleared since it was begun, in keys of the column. */
  cleared: ByteRange[] = []

  begin(batch: Batch): void {
    this.batch = batch
    this.cleared = []
  }

  end(): void {
    this.batch = null
  }
}
