/** `suppress` of a table: its name, its buffer, and for windows how long they stay open. */
import { Suppress } from '../processor/operators/suppress.ts'
import type { Serde } from '../serde/serde.ts'
import type { TableParts } from './graph/parts.ts'
import { SuppressStep } from './graph/suppress-step.ts'
import { windowGraceAbove } from './graph/window-grace.ts'
import type { Named } from './language/options.ts'
import type { Suppression } from './language/suppression.ts'
import type { KTable } from './language/table.ts'
import { serdesOfStore } from './materialization.ts'

const prefix = 'KTABLE-SUPPRESS-'

export function suppressTable<K, V>(
  above: TableParts<K, V>,
  suppression: Suppression<K>,
  { name: given }: Named,
): KTable<K, V> {
  const { graph, node: parent, keySerde, valueSerde } = above
  const name = graph.ownNameOr(given, prefix)
  const { logging, waitMs, ...rest } = suppression
  const isFinal = waitMs === null
  const rule = { ...rest, waitMs: waitMs ?? windowGraceAbove(parent), dropsDeletions: isFinal }
  const storeName = given === undefined ? graph.generateStoreName(prefix) : `${given}-store`
  const operator = new Suppress<K, V>({ above: above.operator, storeName, rule })
  const defaultSerde = graph.settings.defaultSerde as Serde<never> | null
  const store = () =>
    ({
      kind: 'suppression',
      name: storeName,
      ...serdesOfStore<K, V>(storeName, { key: keySerde ?? defaultSerde, value: valueSerde ?? defaultSerde }),
      place: 'memory',
      logging: logging !== false,
      topicConfig: typeof logging === 'object' ? logging : {},
      caching: false,
      keepsHeaders: false,
    }) as const
  const node = graph.add(parent, new SuppressStep(name, { operator, store }))
  return graph.make.table({ ...above, node, name, operator, queryableStoreName: null })
}
