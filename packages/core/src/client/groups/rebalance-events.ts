/** What diagnostics hear of a member's rebalances: when one begins, what its hooks were told, and when it is over. */
import type { Clock } from '../../host/clock.ts'
import { channels } from '../diagnostics.ts'
import type { AssignmentListener, GroupMetadata, TopicPartition } from './assignment.ts'

interface Observed {
  readonly clock: Clock
  readonly clientId: string
  readonly identity: () => GroupMetadata
}

export class RebalanceEvents {
  readonly #observed: Observed
  #beganMs: number | null = null

  constructor(observed: Observed) {
    this.#observed = observed
  }

  /** Another attempt at the same rebalance is no other beginning. */
  began(reason: string): void {
    if (this.#beganMs !== null) return
    this.#beganMs = this.#observed.clock.elapsedMs()
    if (channels.rebalance.hasSubscribers)
      channels.rebalance.publish({ ...factsOf(this.#observed), phase: 'start', reason })
  }

  /** It is over, with the membership where there is an error. */
  ended(error?: Error): void {
    if (this.#beganMs === null) return
    const durationMs = this.#observed.clock.elapsedMs() - this.#beganMs
    this.#beganMs = null
    if (!channels.rebalance.hasSubscribers) return
    const end = { ...factsOf(this.#observed), phase: 'end', durationMs } as const
    channels.rebalance.publish(error === undefined ? end : { ...end, error })
  }
}

/** The same hooks, of which diagnostics hear when they are through. */
export function observedListener(listener: AssignmentListener, observed: Observed): AssignmentListener {
  const telling = (
    phase: 'assigned' | 'revoked' | 'lost',
    hook: (partitions: readonly TopicPartition[]) => unknown,
  ) => {
    return async (partitions: readonly TopicPartition[]) => {
      const beganMs = observed.clock.elapsedMs()
      await hook(partitions)
      if (!channels.rebalance.hasSubscribers) return
      const durationMs = observed.clock.elapsedMs() - beganMs
      channels.rebalance.publish({ ...factsOf(observed), phase, partitions, durationMs })
    }
  }
  return {
    onAssigned: telling('assigned', (added) => listener.onAssigned(added)),
    onRevoked: telling('revoked', (revoked) => listener.onRevoked(revoked)),
    onLost: telling('lost', (lost) => listener.onLost(lost)),
    onFailed: (problem) => listener.onFailed(problem),
  }
}

function factsOf({ clientId, identity }: Observed) {
  const { groupId, generationId, memberId } = identity()
  return { clientId, groupId, generationId, memberId }
}
