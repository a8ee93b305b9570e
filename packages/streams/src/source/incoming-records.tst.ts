/** What the client fetches is what a task takes, without a layer in between. */
import type { FetchedBatch } from '@millrace/core'
import { expect, test } from 'tstyche'
import type { IncomingRecords } from './incoming-records.ts'

test('a batch that the client has fetched goes into a task as it is', () => {
  expect<FetchedBatch>().type.toBeAssignableTo<IncomingRecords>()
})
