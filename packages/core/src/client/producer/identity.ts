/**
 * Under which id and epoch batches are numbered. The sender asks for them and waits where there are none; whether
 * they come from any broker (an idempotent producer) or from a transaction coordinator is not its business.
 */
import type { ClientError } from '../errors.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { ProducerIds } from './producer-ids.ts'

export interface Identity {
  /** Null as long as there are none, and then `acquire` is under way or has to be called. */
  readonly ids: ProducerIds | null
  readonly transactionalId: string | null
  /** The newest version of Produce that may be used. */
  readonly produceVersionMax: number
  /** Why nothing is sent again now: what comes back from the wire is given up. */
  readonly abortedBy: ClientError | null
  /** Sees to it that there are ids, and tells the sender when there are. */
  acquire(): void
  /** Whether batches of this partition may be sent now. */
  allows(queue: PartitionQueue): boolean
  /** A batch was begun. */
  opened(queue: PartitionQueue): void
  /** Goes to the next epoch, for a partition that begins anew; false where that is not the producer's to do. */
  bump(): boolean
  /** Records were given up, for good. `wasSent`: the broker may have them, or miss them. */
  failed(problem: ClientError, wasSent: boolean): void
}
