/** How a consumer does, by what it has got done: a connection that is open says nothing. */
import type { FetchState } from '../fetching/fetch-state.ts'

export interface ConsumerHealth {
  readonly partitions: readonly FetchState[]
  /** Of all partitions; null as long as that of one is not known. */
  readonly lag: number | null
  /** Since a broker last answered for any partition; null where none has. Grows while no broker can be reached. */
  readonly sinceLastFetchMs: number | null
  /** Since a group's coordinator last said that this member lives; null without a group, or before that. */
  readonly sinceHeartbeatMs: number | null
  /** What has ended the consumer. */
  readonly failure: Error | null
}
