/** Operators whose first input is a table, joins excepted (FORMAT.md section 5). */
import { type Suppression, untilTimeLimit, untilWindowCloses } from '@millrace/streams'
import { transformValuesSupplier } from '../program/processors.ts'
import { keySerde, print, stringKey, valueSerde } from '../types.ts'
import { foreignKeyJoinNode } from './foreign-key-nodes.ts'
import type { Handle, TableHandle } from './handle.ts'
import { optionalMaterial } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { mapperOf, predicateOf } from './stream-nodes.ts'
import type { Surroundings } from './surroundings.ts'

type TableOperator = (node: ScenarioNode, input: TableHandle, surroundings: Surroundings) => Handle

const tableOperators: Record<string, TableOperator> = {
  filter(node, input) {
    const options = { ...node.named, ...optionalMaterial(node.args, input) }
    return { ...input, it: input.it.filter(predicateOf(node.args), options) }
  },
  filterNot(node, input) {
    const options = { ...node.named, ...optionalMaterial(node.args, input) }
    return { ...input, it: input.it.filterNot(predicateOf(node.args), options) }
  },
  mapValues(node, { it, key }) {
    const type = { key, value: 'string' } as const
    const options = { ...node.named, ...optionalMaterial(node.args, type) }
    return { kind: 'table', it: it.mapValues(mapperOf(node.args, 'value'), options), ...type }
  },
  transformValues(node, { it, key }, { isTimestamped }) {
    const type = { key, value: 'string' } as const
    const stores = node.args.texts('stores')
    const supplier = transformValuesSupplier(node.args, isTimestamped)
    const options = { ...node.named, ...optionalMaterial(node.args, type), stores }
    return { kind: 'table', it: it.transformValues(supplier, options), ...type }
  },
  groupBy(node, { it }) {
    const key = mapperOf(node.args, 'key')
    const value = mapperOf(node.args, 'value')
    const options = { key: keySerde(stringKey), value: valueSerde('string'), ...node.named }
    return { kind: 'grouped table', it: it.groupBy((v, k) => [key(v, k), value(v, k)], options), value: 'string' }
  },
  foreignKeyJoin: foreignKeyJoinNode,
  foreignKeyLeftJoin: foreignKeyJoinNode,
  suppress: (node, input) => ({ ...input, it: input.it.suppress(suppression(node), node.named) }),
  toStream(node, { it, key, value }) {
    const stream = it.toStream(node.named)
    if (!node.args.has('key')) return { kind: 'stream', it: stream, key, value }
    // Java's toStream with a mapper is these two calls.
    return { kind: 'stream', it: stream.selectKey(mapperOf(node.args, 'key')), key: stringKey, value }
  },
  toStreamWindowed(node, { it, value }) {
    const stream = it.toStream(node.named).selectKey((_value, key) => print(key))
    return { kind: 'stream', it: stream, key: stringKey, value }
  },
}

export function tableNode(node: ScenarioNode, input: TableHandle, surroundings: Surroundings): Handle {
  const operator = tableOperators[node.op]
  if (operator === undefined) throw node.unknown()
  return operator(node, input, surroundings)
}

// biome-ignore lint/suspicious/noExplicitAny: the types of a scenario are known when it runs, not before
function suppression(node: ScenarioNode): Suppression<any> {
  const { args } = node
  const until = args.text('until')
  const limitMs = until === 'timeLimit' ? args.number('ms') : 0
  const buffer = args.optionalChild('buffer')
  const maxRecords = buffer?.optionalNumber('maxRecords')
  const full = maxRecords === undefined ? undefined : buffer?.text('full')
  const logging = buffer?.optionalFlag('logging')
  const bounds = {
    ...(maxRecords === undefined ? {} : { maxRecords }),
    ...(logging === undefined ? {} : { logging }),
  }
  if (until === 'windowClose' && full !== 'emitEarly') return untilWindowCloses(bounds)
  if (until !== 'timeLimit')
    throw node.malformed(`expected windowClose that shuts down, or timeLimit; found ${until}, ${full}`)
  return untilTimeLimit(limitMs, { ...bounds, whenFull: full === 'shutDown' ? 'shut-down' : 'emit-early' })
}
