/** Evens out how full processes are, task by task, until no move makes the difference between two of them smaller. */

import { sortedTasks } from '../task-id.ts'
import type { Role, Share } from './share.ts'

export function balance(
  shares: readonly Share[],
  role: Role,
  mayMove: (source: Share, target: Share) => boolean = () => true,
): void {
  let moved: boolean
  do {
    moved = false
    for (const source of shares) {
      for (const target of shares) {
        if (!wouldEven(source, target) || !mayMove(source, target)) continue
        if (moveSome(source, target, role)) moved = true
      }
    }
  } while (moved)
}

function moveSome(source: Share, target: Share, role: Role): boolean {
  let moved = false
  for (const task of sortedTasks(source[role])) {
    if (!wouldEven(source, target)) break
    if (target.has(task)) continue
    source.remove(task, role)
    target.add(task, role)
    moved = true
  }
  return moved
}

/** Whether a task less here and one more there makes the difference smaller, and does not turn it round. */
function wouldEven(source: Share, target: Share): boolean {
  const skew = source.load - target.load
  if (skew <= 0) return false
  const after = (source.size - 1) / source.client.threads - (target.size + 1) / target.client.threads
  return after >= 0 && after < skew
}
