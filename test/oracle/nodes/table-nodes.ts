/** Operators whose first input is a table, joins excepted (FORMAT.md section 5). */
import type { Handle, TableHandle } from './handle.ts'
import type { ScenarioNode } from './node.ts'

type TableOperator = (node: ScenarioNode, input: TableHandle) => Handle

const tableOperators: Record<string, TableOperator> = {
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
