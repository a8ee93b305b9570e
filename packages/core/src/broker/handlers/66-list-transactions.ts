/** ListTransactions: the transactional ids that are known, and that the filters let through. */
import { matchWithin } from '../../host/bounded-match.ts'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import { isStatus } from '../transactions/listing.ts'
import type { TransactionState } from '../transactions/transaction-state.ts'

export const listTransactions = handler(
  apis.listTransactions,
  ({ body }, { transactions }) => {
    const { stateFilters, producerIdFilters: producerIds, durationFilter: longerThanMs, transactionalIdPattern } = body
    const unknownStateFilters = stateFilters.filter((name) => !isStatus(name))
    const listed = transactions.list({ statuses: stateFilters, producerIds, longerThanMs })
    const found = matching(listed, transactionalIdPattern)
    if (found === null) {
      const errorCode = errors.INVALID_REGULAR_EXPRESSION.code
      return { throttleTimeMs: 0, errorCode, unknownStateFilters: [], transactionStates: [] }
    }
    const transactionStates = found.map(({ transactionalId, producerId, status: transactionState }) => {
      return { transactionalId, producerId, transactionState }
    })
    return { throttleTimeMs: 0, errorCode: errors.NONE.code, unknownStateFilters, transactionStates }
  },
  { remark: 'patterns are regular expressions of JavaScript' },
)

/** Flags at an expression's beginning, as Java users write them. */
const FLAGS = /^\(\?([ims]+)\)/

/** How long all ids together may take, while everybody else waits. */
const MATCHING_MS = 250

/** Those whose whole id the pattern matches, an empty one all; null for a pattern that is none, or takes too long. */
function matching(states: readonly TransactionState[], pattern: string | null): readonly TransactionState[] | null {
  if (pattern === null || pattern === '') return states
  const expression = expressionOf(pattern)
  if (expression === null) return null
  const texts = states.map(({ transactionalId }) => transactionalId)
  const matches = matchWithin(MATCHING_MS, { pattern: expression, texts })
  return matches && states.filter((_, at) => matches[at])
}

function expressionOf(text: string): RegExp | null {
  const flags = FLAGS.exec(text)
  try {
    return new RegExp(`^(?:${text.slice(flags?.[0].length ?? 0)})$`, `u${[...new Set(flags?.[1])].join('')}`)
  } catch (problem) {
    if (problem instanceof SyntaxError) return null
    throw problem
  }
}
