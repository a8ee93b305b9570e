/**
 * What tables send their children: the new value of a key beside the old one. The old value is null as long as
 * no child has asked for it. `isLatest` is false for a change of a versioned table's past.
 */
export interface Change<V> {
  readonly newValue: V | null
  readonly oldValue: V | null
  readonly isLatest: boolean
}
