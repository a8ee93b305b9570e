/**
 * The table of handlers: all that is served here. What is not in it is not spoken: ApiVersions leaves it out,
 * and a request for it ends the connection.
 */
import type { Handler } from '../handler.ts'
import { produce } from './00-produce.ts'
import { fetchRecords } from './01-fetch.ts'
import { apiVersions } from './18-api-versions.ts'
import { initProducerId } from './22-init-producer-id.ts'
import { addPartitionsToTxn } from './24-add-partitions-to-txn.ts'
import { addOffsetsToTxn } from './25-add-offsets-to-txn.ts'
import { endTxn } from './26-end-txn.ts'
import { writeTxnMarkers } from './27-write-txn-markers.ts'
import { describeTransactions } from './65-describe-transactions.ts'
import { listTransactions } from './66-list-transactions.ts'

const table = [
  produce,
  fetchRecords,
  apiVersions,
  initProducerId,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  writeTxnMarkers,
  describeTransactions,
  listTransactions,
] as unknown as readonly Handler[]

export const handlers: ReadonlyMap<number, Handler> = new Map(table.map((one) => [one.api.key, one]))
