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
import { TopologyError } from './topology-error.ts'

// biome-ignore lint/suspicious/noExplicitAny: a topology joins processors of all types; those who write it check them
type Any = any
type Maker<P> = (() => P) | (new () => P)

/** @throws TopologyError if the supplier of the node makes one object for all, or none */
export function processorMaker<KIn, VIn, KOut, VOut>(
  node: string,
  given: ProcessorSupplier<KIn, VIn, KOut, VOut> | ProcessorClass<KIn, VIn, KOut, VOut>,
): () => Processor<KIn, VIn, KOut, VOut> {
  return maker<Processor<KIn, VIn, KOut, VOut>>(node, given)
}

/** @throws TopologyError if the supplier of the node makes one object for all, or none */
export function fixedKeyProcessorMaker<K, VIn, VOut>(
  node: string,
  given: FixedKeyProcessorSupplier<K, VIn, VOut> | FixedKeyProcessorClass<K, VIn, VOut>,
): () => FixedKeyProcessor<K, VIn, VOut> {
  return maker<FixedKeyProcessor<K, VIn, VOut>>(node, given)
}

function maker<P extends { process(record: Any): void }>(node: string, given: Maker<P>): () => P {
  if (isClass(given)) return () => new given()
  const first = given()
  if (typeof first?.process !== 'function') {
    const expected = 'its supplier is expected to make an object with a method process'
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
