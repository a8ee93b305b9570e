/**
 * What a user's own processor is: an object that is given records one by one, forwards what it makes of them,
 * and may keep state in stores and be called when time passes. One is made for each task, by its supplier.
 */
import type { FixedKeyRecord } from '../record/fixed-key-record.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { FixedKeyProcessorContext, ProcessorContext } from './processor-context.ts'

export interface Processor<KIn, VIn, KOut = KIn, VOut = VIn> {
  /** Called once, before the first record; stores are open. */
  init?(context: ProcessorContext<KOut, VOut>): void
  process(record: StreamRecord<KIn, VIn>): void
  /** Called once, at the end; stores are still open. */
  close?(): void
}

/** A processor that leaves keys alone: what comes out of it needs no repartitioning. */
export interface FixedKeyProcessor<K, VIn, VOut = VIn> {
  init?(context: FixedKeyProcessorContext<K, VOut>): void
  process(record: FixedKeyRecord<K, VIn>): void
  close?(): void
}

/** A store that a processor wants: the name of one that the topology has, or one that comes with the processor. */
export type StoreWish = string | StoreDefinition

/** A supplier, or a class with a static list, may say itself which stores its processors use. */
interface NamesStores {
  readonly stores?: readonly StoreWish[]
}

/** Makes a processor; called once for each task (and twice beforehand, to see that it makes a new one each time). */
export interface ProcessorSupplier<KIn, VIn, KOut = KIn, VOut = VIn> extends NamesStores {
  (): Processor<KIn, VIn, KOut, VOut>
}

export interface FixedKeyProcessorSupplier<K, VIn, VOut = VIn> extends NamesStores {
  (): FixedKeyProcessor<K, VIn, VOut>
}

/** A class whose constructor needs nothing. */
export interface ProcessorClass<KIn, VIn, KOut = KIn, VOut = VIn> extends NamesStores {
  new (): Processor<KIn, VIn, KOut, VOut>
}

export interface FixedKeyProcessorClass<K, VIn, VOut = VIn> extends NamesStores {
  new (): FixedKeyProcessor<K, VIn, VOut>
}
