/** What admin clients are told of transactional ids. */
import type { TransactionState, TransactionStatus } from './transaction-state.ts'
import { statuses } from './transaction-state.ts'

export interface TransactionFilter {
  /** Names of states; empty: all. One that is no state's name matches nothing. */
  readonly statuses: readonly string[]
  /** Empty: all. */
  readonly producerIds: readonly number[]
  /** Only those that have run longer; negative: all. */
  readonly longerThanMs: number
}

export function isStatus(name: string): name is TransactionStatus {
  return (statuses as readonly string[]).includes(name)
}

export function matching(
  states: Iterable<TransactionState>,
  filter: TransactionFilter,
  nowMs: number,
): TransactionState[] {
  const wanted = new Set(filter.statuses)
  const producerIds = new Set(filter.producerIds)
  const found: TransactionState[] = []
  for (const state of states) {
    if (wanted.size > 0 && !wanted.has(state.status)) continue
    if (producerIds.size > 0 && !producerIds.has(state.producerId)) continue
    if (filter.longerThanMs >= 0 && nowMs - state.startMs <= filter.longerThanMs) continue
    found.push(state)
  }
  return found
}
