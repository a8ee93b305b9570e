/** Operators whose first input is a table, joins excepted (FORMAT.md section 5). */
import type { Handle, TableHandle } from './handle.ts'
import { optionalMaterial } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { mapperOf, predicateOf } from './stream-nodes.ts'

type TableOperator = (node: ScenarioNode, input: TableHandle) => Handle

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
  toStream(node, { it, key, value }) {
    if (node.args.has('key')) throw node.unknown()
    return { kind: 'stream', it: it.toStream(node.named), key, value }
  },
}

export function tableNode(node: ScenarioNode, input: TableHandle): Handle {
  const operator = tableOperators[node.op]
  if (operator === undefined) throw node.unknown()
  return operator(node, input)
}
