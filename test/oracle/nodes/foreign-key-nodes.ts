/** Joins of two tables by a foreign key (FORMAT.md section 5). */
import { joiner } from '../functions/fold.ts'
import { print } from '../types.ts'
import type { Handle, TableHandle } from './handle.ts'
import { optionalMaterial } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { mapperOf } from './stream-nodes.ts'

export function foreignKeyJoinNode(node: ScenarioNode, left: TableHandle): Handle {
  const right = node.input(1, 'table')
  if (left.key.kind !== 'string' || right.key.kind !== 'string') throw node.malformed('expected string keys')
  const { join, usesKey } = joiner(node.args.need('joiner'))
  if (usesKey) throw node.malformed('table joiners do not see the key')
  const type = { key: left.key, value: 'string' } as const
  const foreignKey = mapperOf(node.args, 'foreignKey')
  const options = { foreignKey, ...node.named, ...optionalMaterial(node.args, type) }
  const withoutKey = (a: unknown, b: unknown) => join(null, print(a), print(b))
  const isInner = node.op === 'foreignKeyJoin'
  const it = isInner ? left.it.join(right.it, withoutKey, options) : left.it.leftJoin(right.it, withoutKey, options)
  return { kind: 'table', it, ...type }
}
