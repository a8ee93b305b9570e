/** What a producer is answered: an error, or the id and epoch that it goes on with. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ProducerIdAndEpoch } from './initialize.ts'
import { NONE } from './transaction-state.ts'

export interface ProducerOutcome extends ProducerIdAndEpoch {
  readonly error: ErrorName
}

export function outcomeOf({ producerId, producerEpoch }: ProducerIdAndEpoch): ProducerOutcome {
  return { error: 'NONE', producerId, producerEpoch }
}

export function outcomeOfFreshId(producerId: number | null): ProducerOutcome {
  return producerId === null ? failed('COORDINATOR_LOAD_IN_PROGRESS') : outcomeOf({ producerId, producerEpoch: 0 })
}

export function failed(error: ErrorName): ProducerOutcome {
  return { error, producerId: NONE, producerEpoch: NONE }
}

/** What is answered once it is durable, or what if that fails; at once where nobody asks for that. */
export function whenDurable<T>(durable: Promise<void> | null, answer: T, otherwise: T): T | Promise<T> {
  if (durable === null) return answer
  return durable.then(
    () => answer,
    () => otherwise,
  )
}
