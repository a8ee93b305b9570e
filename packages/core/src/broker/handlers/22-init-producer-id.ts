/**
 * InitProducerId: a producer's id and epoch. Where the transactional id has a transaction open, it is aborted
 * first; that is mostly done at once, so that the answer seldom is CONCURRENT_TRANSACTIONS, as it always is in
 * Apache Kafka. Two-phase commit (version 6, which is not advertised) is refused as Kafka refuses it.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import type { Transactions } from '../transactions/transactions.ts'

type Request = Body<typeof apis.initProducerId.request>

const FIRST_WITH_PRODUCER_FENCED = 4
const NONE = -1

export const initProducerId = handler(
  apis.initProducerId,
  async ({ version, body }, { transactions }) => {
    const { error, producerId, producerEpoch } = await initialize(body, transactions)
    const told = version < FIRST_WITH_PRODUCER_FENCED && error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error
    return { throttleTimeMs: 0, errorCode: errors[told].code, producerId, producerEpoch }
  },
  { advertised: [0, 5], remark: 'no two-phase commit' },
)

async function initialize(request: Request, transactions: Transactions) {
  const { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch } = request
  const error = refuse(request)
  if (error !== 'NONE') return { error, producerId: NONE, producerEpoch: NONE }
  const expected = producerId === NONE ? null : { producerId, producerEpoch }
  return await transactions.initialize({ transactionalId, timeoutMs, expected })
}

function refuse({ transactionalId, producerId, producerEpoch, enable2Pc, keepPreparedTxn }: Request): ErrorName {
  if ((producerId === NONE) !== (producerEpoch === NONE)) return 'INVALID_REQUEST'
  if (transactionalId === null || transactionalId === '') return 'NONE'
  if (enable2Pc) return 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'
  return keepPreparedTxn ? 'UNSUPPORTED_VERSION' : 'NONE'
}
