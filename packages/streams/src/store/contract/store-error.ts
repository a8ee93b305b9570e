/**
 * What a store refuses. The remedy lies with whoever calls it: give it a key, use it while its task is at work, define it
 * otherwise, or let it make a new changelog. The message names the store.
 */
export type StoreErrorCode = 'NULL_KEY' | 'CLOSED' | 'BAD_DEFINITION' | 'UNKNOWN_CHANGELOG' | 'READ_ONLY'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly store: string

  constructor(code: StoreErrorCode, store: string, problem: string) {
    super(`store ${store}: ${problem}`)
    this.code = code
    this.store = store
  }

  static closed(store: string): StoreError {
    return new StoreError('CLOSED', store, 'is not open: its task has not started, or has ended')
  }

  static nullKey(store: string, found: unknown): StoreError {
    return new StoreError('NULL_KEY', store, `a row needs a key, found ${found}`)
  }
}
