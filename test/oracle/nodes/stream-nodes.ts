/** Operators whose first input is a stream, joins excepted (FORMAT.md section 5). */
import { topic } from '@millrace/streams'
import { predicate } from '../functions/predicate.ts'
import { stringFunction } from '../functions/string-function.ts'
import type { Arguments, Text } from '../scenario/arguments.ts'
import { isSameKey, keySerde, print, stringKey, valueSerde } from '../types.ts'
import type { Handle, StreamHandle } from './handle.ts'
import type { ScenarioNode } from './node.ts'
import type { Surroundings } from './surroundings.ts'

type StreamOperator = (node: ScenarioNode, input: StreamHandle, surroundings: Surroundings) => Handle

const streamOperators: Record<string, StreamOperator> = {
  filter: (node, input) => ({ ...input, it: input.it.filter(predicateOf(node.args), node.named) }),
  filterNot: (node, input) => ({ ...input, it: input.it.filterNot(predicateOf(node.args), node.named) }),
  mapValues(node, input) {
    return { ...input, it: input.it.mapValues(mapperOf(node.args, 'value'), node.named), value: 'string' }
  },
  map(node, { it }) {
    const key = mapperOf(node.args, 'key')
    const value = mapperOf(node.args, 'value')
    return strings(it.map((v, k) => [key(v, k), value(v, k)], node.named))
  },
  selectKey(node, input) {
    return { ...input, it: input.it.selectKey(mapperOf(node.args, 'key'), node.named), key: stringKey }
  },
  peek: (node, input) => ({ ...input, it: input.it.peek(() => {}, node.named) }),
  foreach(node, { it }) {
    it.forEach(() => {}, node.named)
    return { kind: 'end' }
  },
  merge(node, input) {
    const other = node.input(1, 'stream')
    if (!isSameKey(input.key, other.key) || input.value !== other.value) {
      throw node.malformed('expected two streams of the same types')
    }
    return { ...input, it: input.it.merge(other.it, node.named) }
  },
  to,
}

export function streamNode(node: ScenarioNode, input: StreamHandle, surroundings: Surroundings): Handle {
  const operator = streamOperators[node.op]
  if (operator === undefined) throw node.unknown()
  return operator(node, input, surroundings)
}

/** A predicate of a DSL call, which sees printed text. */
export function predicateOf(args: Arguments): (value: unknown, key: unknown) => boolean {
  const when = predicate(args.need('when'))
  return (value, key) => when(print(key), print(value))
}

/** A mapper of a DSL call, by the name of the argument that says it. */
export function mapperOf(args: Arguments, name: string): (value: unknown, key: unknown) => Text {
  const of = stringFunction(args.need(name))
  return (value, key) => of(print(key), print(value))
}

function to(node: ScenarioNode, { it, key, value }: StreamHandle, { sinks }: Surroundings): Handle {
  const name = node.args.text('topic')
  sinks.add(name, { key, value })
  it.to(topic(name, { key: keySerde(key), value: valueSerde(value) }), node.named)
  return { kind: 'end' }
}

function strings(it: StreamHandle['it']): StreamHandle {
  return { kind: 'stream', it, key: stringKey, value: 'string' }
}
