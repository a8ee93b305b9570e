/**
 * A record has no time by which it could be processed. The remedy is another timestamp extractor, or the program
 * that writes the topic; the message names the record.
 */
export type TimestampErrorCode = 'INVALID_TIMESTAMP' | 'EXTRACTOR_FAILED'

interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export class TimestampError extends Error {
  override readonly name = 'TimestampError'
  readonly code: TimestampErrorCode

  constructor(code: TimestampErrorCode, at: { record: Place; problem: string; cause?: unknown }) {
    const { topic, partition, offset } = at.record
    super(`record ${topic}-${partition}@${offset}: ${at.problem}`, 'cause' in at ? { cause: at.cause } : {})
    this.code = code
  }
}
