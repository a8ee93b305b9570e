/**
 * How processors come to be: by a supplier, or as objects of a class. Each task has its own, so a supplier that
 * hands out one object again and again would mix the state of tasks; it is refused, as Java refuses it.
 */
import type {
  FixedKeyProcessor,
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  Processor,
  ProcessorClass,
  ProcessorSupplier,
} from '../processor/processor.ts'
import type {
  ValueTransformer,
  ValueTransformerClass,
  ValueTransformerSupplier,
} from '../processor/value-transformer.ts'
import { TopologyError } from './topology-error.ts'

type Maker<P> = (() => P) | (new () => P)

/** @throws TopologyError if the supplier of the node makes one object for all, or none */
export function processorMaker<KIn, VIn, KOut, VOut>(
  node: string,
  given: ProcessorSupplier<KIn, VIn, KOut, VOut> | ProcessorClass<KIn, VIn, KOut, VOut>,
): () => Processor<KIn, VIn, KOut, VOut> {
  return maker<Processor<KIn, VIn, KOut, VOut>>(node, given, 'process')
}

/** @throws TopologyError if the supplier of the node makes one object for all, or none */
export function fixedKeyProcessorMaker<K, VIn, VOut>(
  node: string,
  given: FixedKeyProcessorSupplier<K, VIn, VOut> | FixedKeyProcessorClass<K, VIn, VOut>,
): () => FixedKeyProcessor<K, VIn, VOut> {
  return maker<FixedKeyProcessor<K, VIn, VOut>>(node, given, 'process')
}

/** @throws TopologyError if the supplier of the node makes one object for all, or none */
export function valueTransformerMaker<K, V, V2>(
  node: string,
  given: ValueTransformerSupplier<K, V, V2> | ValueTransformerClass<K, V, V2>,
): () => ValueTransformer<K, V, V2> {
  return maker<ValueTransformer<K, V, V2>>(node, given, 'transform')
}

function maker<P extends object>(node: string, given: Maker<P>, method: keyof P & string): () => P {
  if (isClass(given)) return () => new given()
  const first: P | undefined = given()
  if (typeof first?.[method] !== 'function') {
    const expected = `its supplier is expected to make an object with a method ${method}`
    throw new TopologyError('BAD_PROCESSOR', `processor ${node}: ${expected}, it made ${String(first)}`)
  }
  if (given() !== first) return given
  const problem = 'its supplier gives the same object each time it is called, and each task needs one of its own'
  throw new TopologyError('BAD_PROCESSOR', `processor ${node}: ${problem}`)
}

/** Of all that can be called, only a class has a prototype that cannot be replaced. */
function isClass<P>(given: Maker<P>): given is new () => P {
  return Object.getOwnPropertyDescriptor(given, 'prototype')?.writable === false
}
