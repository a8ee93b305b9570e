/**
 * Where one store's rows lie: in parts, each a map of bytes of its own, told apart by the bytes under which they lie.
 * A part is asked for once, by the one who works with it; no part's bytes begin with those of another.
 */
import type { ByteMap } from './byte-map.ts'

/** A store's space as the last commit has left it, to be read only. */
export interface CommittedSpace extends StoreSpace {
  /** Grows with each commit that has changed something of the store: then its parts are to be asked for anew. */
  readonly commitCount: number
}

export interface StoreSpace {
  /** Whether the rows outlive the process, so that a store may find some that it wrote earlier. */
  readonly lasts: boolean
  /** The rows that lie under some first bytes, by what follows those. */
  part(prefix: Buffer): ByteMap
  /** First bytes under which there are rows, as long as those given, ascending; from these on. */
  prefixesFrom(prefix: Buffer): Buffer[]
}
