/**
 * The question that is put to a task assignor, and its answer: which process gets which tasks, as active ones and as
 * standbys. An assignor is a function; it knows no threads and no partitions, and it asks nobody.
 */
import type { ProcessId } from '../process-id.ts'
import type { TaskId } from '../task-id.ts'

/** A process of the application, as it is before the assignment. */
export interface Client {
  readonly processId: ProcessId
  /** How many threads it has, which is how much it can carry. */
  readonly threads: number
  readonly tags: ReadonlyMap<string, string>
  readonly previousActive: ReadonlySet<TaskId>
  /** Tasks of which it has state, and that were not active here. */
  readonly previousStandby: ReadonlySet<TaskId>
  /** How far its state of each stateful task is behind; -2 where the task is running, -3 where nobody knows. */
  readonly lags: ReadonlyMap<TaskId, number>
}

export interface AssignmentConfig {
  /** Who is behind by no more counts as caught up. `Infinity` for whoever is there. */
  readonly acceptableRecoveryLag: number
  /** How many tasks may be copied at once to processes that are to have them later. */
  readonly maxWarmupReplicas: number
  readonly numStandbyReplicas: number
  readonly probingRebalanceIntervalMs: number
  /** The tags of clients over which a task and its standbys are spread. */
  readonly rackAwareAssignmentTags: readonly string[]
}

export interface TaskAssignmentRequest {
  /** By their process ids, in order. */
  readonly clients: readonly Client[]
  /** In order. */
  readonly tasks: readonly TaskId[]
  /** Those of them that have state to be restored. */
  readonly statefulTasks: ReadonlySet<TaskId>
  readonly config: AssignmentConfig
}

export interface ClientTasks {
  readonly active: ReadonlySet<TaskId>
  readonly standby: ReadonlySet<TaskId>
}

export interface TaskAssignment {
  /** Every client of the request has its entry. */
  readonly shares: ReadonlyMap<ProcessId, ClientTasks>
  /** Whether to assign again in a while, when those that are to have tasks have caught up. */
  readonly needsProbing: boolean
}

export type TaskAssignor = (request: TaskAssignmentRequest) => TaskAssignment
