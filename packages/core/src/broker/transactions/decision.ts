/** What a request comes to: the next state, which is to be written, or why there is none. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { TransactionState } from './transaction-state.ts'

export interface Refused {
  readonly kind: 'refused'
  readonly error: ErrorName
}

export interface Next {
  readonly kind: 'next'
  readonly state: TransactionState
}

export function refused(error: ErrorName): Refused {
  return { kind: 'refused', error }
}

export function next(state: TransactionState): Next {
  return { kind: 'next', state }
}

/** A producer id that nobody has had, or null while none is at hand. */
export type FreshId = () => number | null

/** Sent again by and by, it will find an id. */
export const NO_FRESH_ID = refused('COORDINATOR_LOAD_IN_PROGRESS')
