/**
 * What a thread does when its group has given out tasks anew: closes what goes, once it is committed, opens what comes,
 * and leaves the others at work. Each hook takes a turn, so that nothing is processed meanwhile; none of them throws, as
 * that would end the membership.
 */
import { type AssignmentListener, partitionName, type TopicPartition } from '@millrace/core'
import { assignorErrors } from '../assignment/protocol/assignor-errors.ts'
import type { ReceivedAssignment } from '../assignment/received-assignment.ts'
import { StreamsError } from '../streams-error.ts'
import type { ActiveTask } from './active-task.ts'
import type { TaskKeeper } from './task-keeper.ts'
import type { Turns } from './turns.ts'

export interface RebalancesParts {
  readonly turns: Turns
  readonly keeper: () => TaskKeeper
  /** Commits these tasks, and all others where they are of one transaction. */
  readonly commit: (tasks: readonly ActiveTask[]) => Promise<void>
  /** What was written since the last commit is not to count. */
  readonly abandon: () => Promise<void>
  /** The thread has what it is to have for now. */
  readonly onAssigned: (assignment: ReceivedAssignment) => void
  readonly onProblem: (problem: unknown) => void
}

export class Rebalances implements AssignmentListener {
  readonly #parts: RebalancesParts
  #received: ReceivedAssignment | null = null

  constructor(parts: RebalancesParts) {
    this.#parts = parts
  }

  /** What the leader has said, which is acted upon when the hooks have been called. */
  received(assignment: ReceivedAssignment): void {
    this.#received = assignment
  }

  async onAssigned(): Promise<void> {
    const { turns, onAssigned } = this.#parts
    await this.#guarded(async () => {
      const received = this.#received
      if (received === null) return
      refuseErrors(received)
      await turns.take(() => this.#takeUp(received))
      onAssigned(received)
    })
  }

  async onRevoked(revoked: readonly TopicPartition[]): Promise<void> {
    const { turns, commit, keeper } = this.#parts
    await turns.take(async () => {
      const going = keeper().tasks.of(revoked)
      if (going.length === 0) return
      await this.#guarded(() => commit(going))
      await this.#guarded(() => keeper().close(going))
    })
  }

  async onLost(lost: readonly TopicPartition[]): Promise<void> {
    const { turns, abandon, keeper } = this.#parts
    await turns.take(async () => {
      await this.#guarded(abandon)
      await this.#guarded(() => keeper().close(keeper().tasks.of(lost)))
    })
  }

  /** Joining again would not mend it: so it is no use to begin again. */
  onFailed(cause: Error): void {
    const message = `the membership of the application's group has ended: ${cause.message}`
    this.#parts.onProblem(new StreamsError('MEMBERSHIP_ENDED', message, { cause }))
  }

  async #takeUp({ activeTasks }: ReceivedAssignment): Promise<void> {
    const keeper = this.#parts.keeper()
    for (const [id, partitions] of activeTasks) {
      const known = keeper.tasks.get(id)
      if (known !== null && areSame(known.parts.partitions, partitions)) continue
      // A topic more, or one that is no longer there: the task begins anew with what it reads now.
      if (known !== null) {
        await this.#parts.commit([known])
        await keeper.close([known])
      }
      keeper.open({ id, partitions })
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (problem) {
      this.#parts.onProblem(problem)
    }
  }
}

function refuseErrors({ errorCode }: ReceivedAssignment): void {
  const { none, shutdownRequested, incompleteSourceTopicMetadata } = assignorErrors
  if (errorCode === none) return
  if (errorCode === shutdownRequested) {
    throw new StreamsError('SHUTDOWN_REQUESTED', 'a member of the group has asked for the whole application to stop')
  }
  const why =
    errorCode === incompleteSourceTopicMetadata ? 'topics that it reads are missing' : 'see the log of its leader'
  throw new StreamsError('NO_ASSIGNMENT', `the leader of the group gave out no tasks, error ${errorCode}: ${why}`)
}

function areSame(one: readonly TopicPartition[], other: readonly TopicPartition[]): boolean {
  const names = new Set(one.map(partitionName))
  return one.length === other.length && other.every((partition) => names.has(partitionName(partition)))
}
