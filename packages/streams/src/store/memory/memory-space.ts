/** A store's rows in the memory of the process: they are gone with the store. */
import type { ByteMap } from '../contract/byte-map.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { MemoryByteMap } from './memory-byte-map.ts'

export class MemorySpace implements StoreSpace {
  readonly lasts = false

  part(): ByteMap {
    return new MemoryByteMap()
  }

  prefixesFrom(): Buffer[] {
    return []
  }
}
