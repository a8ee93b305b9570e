/** The functions of aggregations as our language takes them: a scenario's own see printed text, the key first. */
import { aggregator, combiner } from '../functions/fold.ts'
import type { Arguments, Text } from '../scenario/arguments.ts'
import { print } from '../types.ts'

export function aggregatorOf(args: Arguments, name: string): (aggregate: Text, value: unknown, key: unknown) => Text {
  const fold = aggregator(args.need(name))
  return (aggregate, value, key) => fold(print(key), print(value), aggregate)
}

export function reducerOf(args: Arguments, name: string): (aggregate: Text, value: Text) => Text {
  const combine = combiner(args.need(name))
  return (aggregate, value) => combine(null, aggregate, value)
}

export function mergerOf(args: Arguments, name: string): (one: Text, other: Text, key: unknown) => Text {
  const combine = combiner(args.need(name))
  return (one, other, key) => combine(print(key), one, other)
}

export function initializerOf(args: Arguments): () => Text {
  const initial = args.textOrNull('init')
  return () => initial
}
