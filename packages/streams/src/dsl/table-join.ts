/** `join`, `leftJoin` and `outerJoin` of two tables by their keys. */
import { type JoinRule, type TableJoiner, TableJoinSide } from '../processor/joins/table-join.ts'
import { TableJoinMerge } from '../processor/joins/table-join-merge.ts'
import type { TableParts } from './graph/parts.ts'
import { TableJoinStep } from './graph/table-join-step.ts'
import type { Materialized, Named, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization, saysOfStore } from './materialization.ts'

export type TableJoinKind = 'inner' | 'left' | 'outer'

/** For each kind, what the left side and the right side need for a result. */
const rules: Readonly<Record<TableJoinKind, readonly [JoinRule, JoinRule]>> = {
  inner: [
    { needsMine: true, needsOther: true },
    { needsMine: true, needsOther: true },
  ],
  left: [
    { needsMine: true, needsOther: false },
    { needsMine: false, needsOther: true },
  ],
  outer: [
    { needsMine: false, needsOther: false },
    { needsMine: false, needsOther: false },
  ],
}

export interface TableJoinOptions<K, V, VO, VR> {
  readonly kind: TableJoinKind
  readonly joiner: TableJoiner<V | null, VO | null, VR>
  readonly options: Named & Materialized<K, VR> & Versioned
}

export function joinTables<K, V, VO, VR>(
  left: TableParts<K, V>,
  right: TableParts<K, VO>,
  { kind, joiner, options }: TableJoinOptions<K, V, VO, VR>,
): KTable<K, VR> {
  const { graph } = left
  const materialization = saysOfStore(options) ? new Materialization(graph, options, mergePrefix) : null
  const name = graph.nameOr(options.name, mergePrefix)
  const sources = new Set([...left.sources, ...right.sources])
  graph.copartition(sources)
  if (kind !== 'inner') left.operator.sendOldValues(true)
  if (kind === 'outer') right.operator.sendOldValues(true)
  const [leftRule, rightRule] = rules[kind]
  const reversed = (mine: VO | null, other: V | null) => joiner(other, mine)
  const leftSide = new TableJoinSide<K, V, VO, VR>({
    mine: left.operator,
    other: right.operator,
    rule: leftRule,
    joiner,
  })
  const rightSide = new TableJoinSide<K, VO, V, VR>({
    mine: right.operator,
    other: left.operator,
    rule: rightRule,
    joiner: reversed,
  })
  const sideName = (suffix: string, prefix: string) => graph.suffixedNameOr(options.name, { suffix, prefix })
  const leftName = sideName('-join-this', 'KTABLE-JOINTHIS-')
  const rightName = sideName('-join-other', 'KTABLE-JOINOTHER-')
  // A join that speaks of a store has one, named or not.
  const storeName = materialization?.storeName ?? null
  const operator = new TableJoinMerge<K, VR>({ left: leftSide, right: rightSide, storeName })
  const key = options.key ?? left.keySerde
  const value = options.value ?? null
  const leftStores = left.operator.view().stores
  const rightStores = right.operator.view().stores
  const step = new TableJoinStep(name, {
    left: { name: leftName, parent: left.name, operator: leftSide, stores: rightStores },
    right: { name: rightName, parent: right.name, operator: rightSide, stores: leftStores },
    merge: operator,
    store: materialization === null ? null : () => materialization.keyValueDefinition({ key, value }),
    isVersioned: materialization?.isVersioned ?? false,
  })
  const node = graph.add([left.node, right.node], step)
  return graph.make.table({
    graph,
    node,
    name,
    keySerde: key,
    valueSerde: value,
    sources,
    operator,
    queryableStoreName: storeName,
  })
}

const mergePrefix = 'KTABLE-MERGE-'
