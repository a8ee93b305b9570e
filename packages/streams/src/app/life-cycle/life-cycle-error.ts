/** A state was waited for and did not come: it no longer can, or not in time. The remedy is to look why. */
import type { State } from './state.ts'

export type LifeCycleErrorCode = 'UNREACHABLE_STATE' | 'STATE_TIMED_OUT'

export class LifeCycleError extends Error {
  override readonly name = 'LifeCycleError'
  readonly code: LifeCycleErrorCode
  /** Where the instance was instead. */
  readonly state: State

  constructor(code: LifeCycleErrorCode, { state, message }: { state: State; message: string }) {
    super(message)
    this.code = code
    this.state = state
  }
}
