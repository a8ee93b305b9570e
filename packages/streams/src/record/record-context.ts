/**
 * Where the record that is being processed came from, and the time and headers that hold just now: those of
 * the source's record, or of what an operator made of it. Changelog records and cached rows carry it.
 */
import { type Headers, noHeaders } from './headers.ts'

export interface RecordContext {
  /** Null where no record is being processed: in a punctuation. */
  readonly topic: string | null
  /** -1 where no record is being processed. */
  readonly partition: number
  /** -1 where no record is being processed. */
  readonly offset: number
  readonly timestamp: number
  readonly headers: Headers
}

/** The context of work that no record caused: punctuations, and the time before the first record. */
export function contextWithoutRecord(timestamp: number): RecordContext {
  return { topic: null, partition: -1, offset: -1, timestamp, headers: noHeaders }
}
