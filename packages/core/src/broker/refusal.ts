/** What is not done, under the protocol's name for the reason, and the reason in words. */
import type { ErrorName } from '../protocol/errors.ts'

export interface Refusal {
  readonly kind: 'refusal'
  readonly error: ErrorName
  readonly message: string
}

export function refusal(error: ErrorName, message: string): Refusal {
  return { kind: 'refusal', error, message }
}
