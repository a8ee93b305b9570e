/**
 * Makes the values of a table out of another's, with stores to remember things by: what `mapValues` does for who
 * needs no memory. It forwards nothing; what it returns is the value. One is made for each task, and another one for
 * each that looks into the table, where it is not stored.
 */
import type { RecordContext } from '../record/record-context.ts'
import type { TaskView } from './processor-context.ts'

export interface ValueTransformer<K, V, V2> {
  /** Called once, before the first value; stores are open. */
  init?(context: ValueTransformerContext): void
  /**
   * The value that the key gets; null deletes.
   *
   * @param value null where the table above has none
   */
  transform(value: V | null, key: K): V2 | null
  /** Called once, at the end; stores are still open. */
  close?(): void
}

export interface ValueTransformerContext extends TaskView {
  /** Of the change that is being transformed; of a row that somebody looks up only the time is known. */
  readonly recordContext: RecordContext
}

export type ValueTransformerSupplier<K, V, V2> = () => ValueTransformer<K, V, V2>

/** A class whose constructor needs nothing. */
export type ValueTransformerClass<K, V, V2> = new () => ValueTransformer<K, V, V2>
