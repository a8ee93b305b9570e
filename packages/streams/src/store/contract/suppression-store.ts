/**
 * The buffer of a suppression: of each key the last change that has not been told yet, by the time for which it was
 * first held. A later change of a key takes the place of the one before, and keeps its time.
 */
import type { Change } from '../../record/change.ts'
import type { RecordContext } from '../../record/record-context.ts'
import type { StateStore } from './state-store.ts'

export interface HeldChange<K, V> {
  readonly key: K
  readonly change: Change<V>
  /** That of the record which brought the change. */
  readonly context: RecordContext
}

export interface SuppressionStore<K, V> extends StateStore {
  readonly name: string
  /** How many keys are held. */
  readonly size: number
  /** What Java counts for them: keys, values, and what is known of their records. */
  readonly sizeBytes: number
  /** The earliest time for which a change is held; Infinity if none is. */
  readonly earliestMs: number
  put(timeMs: number, held: HeldChange<K, V>): void
  /** What was last told of a key that is held, null if nothing was; undefined if the key is not held. */
  priorValue(key: K): V | null | undefined
  /** Lets go of changes as long as that is wanted and there are any: by time, those of one time by their keys' bytes. */
  evictWhile(isWanted: () => boolean, evicted: (held: HeldChange<K, V>) => void): void
}
