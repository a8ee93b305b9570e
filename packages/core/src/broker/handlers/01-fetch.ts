/** Fetch: see `fetch/fetching.ts`. */
import { apis } from '../../protocol/apis.ts'
import { handler } from '../handler.ts'

export const fetchRecords = handler(apis.fetch, (call, { fetches }) => fetches.answer(call))
