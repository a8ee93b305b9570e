/**
 * EndTxn: a producer commits or aborts its transaction. The answer comes when all markers are written, so that
 * the producer can begin the next one at once.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import type { ProducerOutcome } from '../transactions/producer-outcome.ts'

const FIRST_WITH_PRODUCER_FENCED = 2
/** From here on each end raises the epoch. */
const FIRST_OF_VERSION_2 = 5

export const endTxn = handler(apis.endTxn, ({ version, body }, { transactions }) => {
  const { committed: isCommit, ...claim } = body
  const answer = ({ error, producerId, producerEpoch }: ProducerOutcome) => {
    const told = version < FIRST_WITH_PRODUCER_FENCED && error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error
    return { throttleTimeMs: 0, errorCode: errors[told].code, producerId, producerEpoch }
  }
  const outcome = transactions.end({ ...claim, isCommit, version: version >= FIRST_OF_VERSION_2 ? 2 : 0 })
  return outcome instanceof Promise ? outcome.then(answer) : answer(outcome)
})
