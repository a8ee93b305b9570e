/** DescribeTransactions: where transactional ids stand. */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import type { TransactionState } from '../transactions/transaction-state.ts'

export const describeTransactions = handler(apis.describeTransactions, ({ body }, { transactions }) => ({
  throttleTimeMs: 0,
  transactionStates: body.transactionalIds.map((transactionalId) => {
    if (transactionalId === '') return failed(transactionalId, 'INVALID_REQUEST')
    const state = transactions.describe(transactionalId)
    return state === undefined ? failed(transactionalId, 'TRANSACTIONAL_ID_NOT_FOUND') : described(state)
  }),
}))

function described(state: TransactionState) {
  return {
    errorCode: errors.NONE.code,
    transactionalId: state.transactionalId,
    transactionState: state.status,
    transactionTimeoutMs: state.timeoutMs,
    transactionStartTimeMs: state.startMs,
    producerId: state.producerId,
    producerEpoch: state.producerEpoch,
    topics: [...state.partitions.topics()],
  }
}

function failed(transactionalId: string, error: ErrorName) {
  return {
    errorCode: errors[error].code,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0,
    producerId: 0,
    producerEpoch: 0,
    topics: [],
  }
}
