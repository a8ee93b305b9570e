/** ListTransactions: the transactional ids that are known, and that the filters let through. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import { isStatus } from '../transactions/listing.ts'

export const listTransactions = handler(
  apis.listTransactions,
  ({ body }, { transactions }) => {
    const { stateFilters, producerIdFilters: producerIds, durationFilter: longerThanMs, transactionalIdPattern } = body
    const unknownStateFilters = stateFilters.filter((name) => !isStatus(name))
    const pattern = patternOf(transactionalIdPattern)
    if (pattern === 'invalid') {
      const errorCode = errors.INVALID_REGULAR_EXPRESSION.code
      return { throttleTimeMs: 0, errorCode, unknownStateFilters: [], transactionStates: [] }
    }
    const found = transactions.list({ statuses: stateFilters, producerIds, longerThanMs, pattern })
    const transactionStates = found.map(({ transactionalId, producerId, status: transactionState }) => {
      return { transactionalId, producerId, transactionState }
    })
    return { throttleTimeMs: 0, errorCode: errors.NONE.code, unknownStateFilters, transactionStates }
  },
  { remark: 'patterns are regular expressions of JavaScript' },
)

/** Flags at an expression's beginning, as Java users write them. */
const FLAGS = /^\(\?([ims]+)\)/

/** The expression, which the whole of an id has to match; an empty one lets everything through. */
function patternOf(text: string | null): RegExp | null | 'invalid' {
  if (text === null || text === '') return null
  const flags = FLAGS.exec(text)
  try {
    return new RegExp(`^(?:${text.slice(flags?.[0].length ?? 0)})$`, `u${[...new Set(flags?.[1])].join('')}`)
  } catch (problem) {
    if (problem instanceof SyntaxError) return 'invalid'
    throw problem
  }
}
