/** Operators whose first input is a stream, joins excepted (FORMAT.md section 5). */
import { topic } from '@millrace/streams'
import { pieces } from '../functions/pieces.ts'
import { predicate } from '../functions/predicate.ts'
import { stringFunction, topicFunction } from '../functions/string-function.ts'
import { processSupplier, processValuesSupplier } from '../program/processors.ts'
import type { Arguments, Text } from '../scenario/arguments.ts'
import { isSameKey, keySerde, print, stringKey, type ValueType, valueSerde } from '../types.ts'
import type { BranchesHandle, Handle, StreamHandle } from './handle.ts'
import { material } from './materials.ts'
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
  flatMap(node, { it }) {
    const parts = pieces(node.args.need('pieces'))
    const key = stringFunction(node.args.need('key'))
    const value = stringFunction(node.args.need('value'))
    const records = (v: unknown, k: unknown) =>
      parts(print(v)).map((part) => [key(print(k), part), value(print(k), part)] as const)
    return strings(it.flatMap(records, node.named))
  },
  flatMapValues(node, input) {
    const parts = pieces(node.args.need('pieces'))
    return { ...input, it: input.it.flatMapValues((v) => parts(print(v)), node.named), value: 'string' }
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
  split,
  repartition(node, input) {
    const partitions = node.args.optionalNumber('partitions')
    const serdes = { key: keySerde(input.key), value: valueSerde(input.value) }
    const options = { ...serdes, ...node.named, ...(partitions === undefined ? {} : { partitions }) }
    return { ...input, it: input.it.repartition(options) }
  },
  to,
  toTable(node, { it, key, value }) {
    const options = { ...material(node.args, { key, value }), ...node.named }
    return { kind: 'table', it: it.toTable(options), key, value }
  },
  groupByKey(node, { it, key, value }) {
    if (key.kind !== 'string') throw node.malformed('expected string keys')
    return { kind: 'grouped stream', it: it.groupByKey({ ...groupedSerdes(value), ...node.named }), value }
  },
  groupBy(node, { it, value }) {
    const options = { ...groupedSerdes(value), ...node.named }
    return { kind: 'grouped stream', it: it.groupBy(mapperOf(node.args, 'key'), options), value }
  },
  process(node, { it }, { isTimestamped }) {
    const supplier = processSupplier(node.args, isTimestamped)
    return strings(it.process(supplier, { ...node.named, stores: node.args.texts('stores') }))
  },
  processValues(node, input, { isTimestamped }) {
    const supplier = processValuesSupplier(node.args, isTimestamped)
    const options = { ...node.named, stores: node.args.texts('stores') }
    return { ...input, it: input.it.processValues(supplier, options), value: 'string' }
  },
}

export function streamNode(node: ScenarioNode, input: StreamHandle, surroundings: Surroundings): Handle {
  const operator = streamOperators[node.op]
  if (operator === undefined) throw node.unknown()
  return operator(node, input, surroundings)
}

/** A stream of a split, by its name. */
export function branchNode(node: ScenarioNode, { it, key, value }: BranchesHandle): Handle {
  if (node.op !== 'branch') throw node.unknown()
  const name = node.args.text('key')
  const stream = it.get(name)
  if (stream === undefined) throw node.malformed(`no branch ${name} among ${[...it.keys()].sort().join(', ')}`)
  return { kind: 'stream', it: stream, key, value }
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

function split(node: ScenarioNode, { it, key, value }: StreamHandle): Handle {
  const branches = it.split(node.named)
  for (const branch of node.args.children('branches')) branches.branch(predicateOf(branch), branchName(branch))
  const otherwise = node.args.optionalChild('default')
  const streams = otherwise === undefined ? branches.noDefaultBranch() : branches.defaultBranch(branchName(otherwise))
  return { kind: 'branches', it: streams, key, value }
}

function branchName(args: Arguments): { name?: string } {
  const name = args.optionalText('as')
  return name === undefined ? {} : { name }
}

function to(node: ScenarioNode, { it, key, value }: StreamHandle, { sinks }: Surroundings): Handle {
  const serdes = { key: keySerde(key), value: valueSerde(value) }
  if (node.args.has('topic')) {
    const name = node.args.text('topic')
    sinks.add(name, { key, value })
    it.to(topic(name, serdes), node.named)
    return { kind: 'end' }
  }
  if (key.kind !== 'string' || value !== 'string') throw node.malformed('topicBy needs string keys and values')
  const of = topicFunction(node.args.need('topicBy'))
  // The description shows the function's name.
  const topicBy = (v: unknown, k: unknown): string => of(print(k), print(v))
  it.to(topicBy, { ...serdes, ...node.named })
  return { kind: 'end' }
}

function groupedSerdes(value: ValueType) {
  return { key: keySerde(stringKey), value: valueSerde(value) }
}

function strings(it: StreamHandle['it']): StreamHandle {
  return { kind: 'stream', it, key: stringKey, value: 'string' }
}
