/** Where the rows of a store lie: as its definition says, but in memory where the task has no disk. */
import type { StoreContext } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { MemorySpace } from '../memory/memory-space.ts'

export function spaceOf({ name, place }: Pick<StoreDefinition, 'name' | 'place'>, context: StoreContext): StoreSpace {
  const onDisk = place === 'disk' ? context.spaceOf(name) : null
  return onDisk ?? new MemorySpace()
}
