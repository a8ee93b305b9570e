/** How a consumer does, by what it has got done: a connection that is open says nothing. */
import type { FetchState } from '../fetching/fetch-state.ts'
import type { MemberState } from '../groups/membership.ts'
import type { ClientHealth } from '../health.ts'
import type { MemberHealth } from './partition-source.ts'

export interface ConsumerHealth extends ClientHealth {
  readonly partitions: readonly FetchState[]
  /** Of all partitions; null as long as that of one is not known. */
  readonly lag: number | null
  /** Since a broker last answered for any partition; null where none has. Grows while no broker can be reached. */
  readonly sinceLastFetchMs: number | null
  /** Since a group's coordinator last said that this member lives; null without a group, or before that. */
  readonly sinceHeartbeatMs: number | null
  /** Where the member stands in its group; null without a group. */
  readonly member: MemberState | null
}

export function consumerHealth(parts: {
  readonly partitions: readonly FetchState[]
  readonly member: MemberHealth | null
  readonly client: ClientHealth
}): ConsumerHealth {
  const { partitions, member, client } = parts
  const ages = partitions.flatMap(({ sinceLastFetchMs }) => (sinceLastFetchMs === null ? [] : [sinceLastFetchMs]))
  const lags = partitions.map(({ lag }) => lag)
  return {
    ...client,
    partitions,
    lag: lags.reduce((sum, lag) => (sum === null || lag === null ? null : sum + lag), 0 as number | null),
    sinceLastFetchMs: ages.length === 0 ? null : Math.min(...ages),
    sinceHeartbeatMs: member?.sinceHeartbeatMs ?? null,
    member: member?.state ?? null,
  }
}
