/** What becomes of a batch, by the error that its answer said: a table, and the few cases that depend on more. */
import { type ErrorName, errorByCode } from '../../protocol/errors.ts'

export type Verdict =
  /** It is written. */
  | 'delivered'
  /** It is not, or nobody knows: once more, under its number. */
  | 'again'
  /** The same, and who leads the partition has to be found out first. */
  | 'elsewhere'
  /** It may be written in smaller batches. */
  | 'split'
  /** One before it is missing. */
  | 'out of order'
  | 'refused'

const VERDICTS: Partial<Record<ErrorName, Verdict>> = {
  NONE: 'delivered',
  DUPLICATE_SEQUENCE_NUMBER: 'delivered',
  MESSAGE_TOO_LARGE: 'split',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'out of order',
  UNKNOWN_PRODUCER_ID: 'out of order',
  NOT_LEADER_OR_FOLLOWER: 'elsewhere',
  LEADER_NOT_AVAILABLE: 'elsewhere',
  UNKNOWN_TOPIC_OR_PARTITION: 'elsewhere',
  UNKNOWN_TOPIC_ID: 'elsewhere',
  INCONSISTENT_TOPIC_ID: 'elsewhere',
  FENCED_LEADER_EPOCH: 'elsewhere',
  KAFKA_STORAGE_ERROR: 'elsewhere',
}

export function verdictOn(errorCode: number, recordCount: number): Verdict {
  const { name, retriable } = errorByCode(errorCode)
  const verdict = VERDICTS[name] ?? (retriable ? 'again' : 'refused')
  return verdict === 'split' && recordCount < 2 ? 'refused' : verdict
}
