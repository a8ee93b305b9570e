/** How a producer does: what it has not delivered yet, for how long, and when it last delivered something. */
import type { ClientHealth } from '../health.ts'
import type { Phase } from '../transactions/transaction-state.ts'

export interface ProducerHealth extends ClientHealth {
  /** Memory of records that are not delivered. */
  readonly bufferedBytes: number
  /** Batches that wait to be sent, for the first time or again. */
  readonly batchesWaiting: number
  /** Batches that are sent and not answered. */
  readonly batchesInFlight: number
  /** How long the oldest record waits that is neither delivered nor given up; null where there is none. */
  readonly oldestUndeliveredMs: number | null
  /** Since a broker last acknowledged a batch; null before the first. */
  readonly sinceLastDeliveryMs: number | null
  /** Where a transactional producer stands; null for any other. */
  readonly transaction: Phase | null
}

export interface Backlog {
  readonly batchesWaiting: number
  readonly batchesInFlight: number
  /** When the oldest of what is not delivered was taken, by the clock's `elapsedMs`; null where there is nothing. */
  readonly oldestMs: number | null
}
