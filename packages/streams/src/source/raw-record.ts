/** A record as it lies in a topic, before anybody has read its bytes. */
import type { Headers } from '../record/headers.ts'

export interface RawRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Negative if there is none. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Headers
}
