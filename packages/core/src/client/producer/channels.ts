/** Events for whoever observes by `node:diagnostics_channel`; nothing is made for them where nobody listens. */
import { channel } from 'node:diagnostics_channel'

export const channels = {
  /** A record was taken: `{ topic, partition, keyBytes?, timestamp }`. */
  send: channel('millrace:producer:send'),
  /** A Produce request goes out: `{ broker, partitions, bytes }`. */
  request: channel('millrace:producer:request'),
  /** A batch is delivered or given up: `{ topic, partition, recordCount, baseOffset, error }`. */
  batch: channel('millrace:producer:batch'),
  /** A transaction began, or was ended: `{ transactionalId, action }`. */
  transaction: channel('millrace:producer:transaction'),
} as const
