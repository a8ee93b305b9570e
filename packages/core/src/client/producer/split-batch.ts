/** The records of one batch in two, for a broker that will not take them in one. */

import type { Compression } from '../../records/attributes.ts'
import { BatchBuilder } from '../../records/builder.ts'
import type { PendingBatch } from './pending-batch.ts'

/** The records were in one batch, so each half has room. */
const NO_LIMIT = 0x7fffffff

/**
 * Builders of the first and the second half of a batch's records, by their number: repeated, that ends at single
 * records, whatever limit the broker has.
 */
export function halves(batch: PendingBatch, compression: Compression): BatchBuilder[] {
  const cursor = batch.read().records()
  const firstCount = Math.ceil(batch.recordCount / 2)
  return [firstCount, batch.recordCount - firstCount].map((count) => {
    const builder = new BatchBuilder({ maxBytes: NO_LIMIT, compression })
    for (let index = 0; index < count && cursor.next(); index += 1) {
      builder.tryAppend({
        key: cursor.key(),
        value: cursor.value(),
        timestamp: cursor.timestamp,
        headers: cursor.headers(),
      })
    }
    return builder
  })
}
