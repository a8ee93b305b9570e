/**
 * The states of a classic group, under the names that clients are told, and which may follow which. A group
 * without members is Empty; its members gather in PreparingRebalance, wait for their shares in
 * CompletingRebalance, and work in Stable. A group that was deleted or let go of is Dead and stays so.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

const PREVIOUS: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Empty', 'CompletingRebalance', 'Stable'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
}

export function mayFollow(next: GroupState, state: GroupState): boolean {
  return PREVIOUS[next].includes(state)
}
