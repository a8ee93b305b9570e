/** What a fetcher knows of a partition that it reads; what is not known yet is null. */
import type { ClientError } from '../errors.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import type { Position } from './fetch-position.ts'

export interface FetchState extends TopicPartition {
  readonly position: Position | null
  /** Offsets between the position and the end that this reader may see. */
  readonly lag: number | null
  readonly highWatermark: number | null
  readonly lastStableOffset: number | null
  readonly logStartOffset: number | null
  /** Since its leader last answered for it, also that there is nothing new. */
  readonly sinceLastFetchMs: number | null
  /** Of what has come and is not consumed. */
  readonly bufferedBytes: number
  readonly isPaused: boolean
  /** What stops it. */
  readonly problem: ClientError | null
}
