/** What people say about a store of whatever kind, and what of its definition follows from that. */
import type { Serde } from '../../serde/serde.ts'
import type { StorePlace } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'

export interface StoreOptions<K, V> {
  readonly key: Serde<K>
  readonly value: Serde<V>
  /** Where rows lie; on disk unless said otherwise. */
  readonly place?: StorePlace
  /** Whether only the last of several updates between two commits is written; false unless said otherwise. */
  readonly caching?: boolean
  /** False for a store without a changelog; an object for settings of the changelog's topic. */
  readonly logging?: boolean | Readonly<Record<string, string>>
}

/** What the definitions of all kinds have. */
export function commonDefinition<K, V>(
  name: string,
  { key, value, place = 'disk', caching = false, logging = true }: StoreOptions<K, V>,
) {
  if (name === '') throw new StoreError('BAD_DEFINITION', name, 'a store needs a name, found an empty one')
  const topicConfig = typeof logging === 'object' ? logging : {}
  return { name, key, value, place, caching, logging: logging !== false, topicConfig, keepsHeaders: false }
}
