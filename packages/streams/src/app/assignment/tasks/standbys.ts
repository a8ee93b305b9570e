/**
 * Standbys: copies of stateful tasks on processes that do not have them yet. Where the clients have tags to spread
 * over, a copy goes to a client that differs from the task's others in all of them, as long as there is one; what is
 * left goes to those that are filled least.
 */

import type { TaskId } from '../task-id.ts'
import { leastLoaded, type Share } from './share.ts'
import { TagSpread } from './tag-spread.ts'
import type { AssignmentConfig } from './task-assignor.ts'

/** @returns how many copies could not be placed, by task: there are too few processes */
export function assignStandbys(
  shares: readonly Share[],
  statefulTasks: readonly TaskId[],
  { numStandbyReplicas, rackAwareAssignmentTags }: AssignmentConfig,
): ReadonlyMap<TaskId, number> {
  const missing = new Map(statefulTasks.map((task) => [task, numStandbyReplicas]))
  if (rackAwareAssignmentTags.length > 0) spread(shares, missing, rackAwareAssignmentTags)
  for (const [task, copies] of missing) {
    let left = copies
    for (; left > 0; left--) {
      const share = leastLoaded(shares, (one) => !one.has(task))
      if (share === null) break
      share.add(task, 'standby')
    }
    if (left > 0) missing.set(task, left)
    else missing.delete(task)
  }
  return missing
}

/** Whether a standby may move between these: not to other tags, which it was spread over. */
export function mayMoveStandby(config: AssignmentConfig): (source: Share, target: Share) => boolean {
  if (config.rackAwareAssignmentTags.length === 0) return () => true
  return (source, target) => [...source.client.tags].every(([key, value]) => target.client.tags.get(key) === value)
}

function spread(shares: readonly Share[], missing: Map<TaskId, number>, tags: readonly string[]): void {
  for (const [task, copies] of missing) {
    const active = shares.find((share) => share.active.has(task))
    if (active === undefined) continue
    const used = new TagSpread(shares, tags)
    used.add(active)
    let left = copies
    for (; left > 0; left--) {
      const share = leastLoaded(shares, (one) => !one.has(task) && !used.touches(one))
      if (share === null) break
      share.add(task, 'standby')
      used.add(share)
    }
    missing.set(task, left)
  }
}
