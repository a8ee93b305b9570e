/**
 * Records of one partition as a task is given them: a cursor, which stands for one record after the other where its
 * bytes lie. A batch that the client has fetched is one as it is, so that a record that waits is no object, and is
 * read when its turn comes.
 */
import type { Headers } from '../record/headers.ts'
import type { Decoder } from '../serde/serde.ts'

export interface IncomingRecords {
  readonly topic: string
  readonly partition: number
  /** The record that the last `next` has stepped to, for as long as no other has been stepped to. */
  readonly record: IncomingRecord
  /** Steps to the next record; false when there is none. */
  next(): boolean
}

export interface IncomingRecord {
  readonly offset: number
  /** Negative if there is none. */
  readonly timestamp: number
  /** What `read` makes of the key where it lies; null, which is not read, if there is none. */
  readKey<T>(read: Decoder<T>): T | null
  readValue<T>(read: Decoder<T>): T | null
  headers(): Headers
}
