/**
 * Which values of which tags the copies of one task are on already. A tag all of whose values are used no longer says
 * anything: with two clusters and three zones, the third copy can only be told apart by its zone.
 */
import type { Share } from './share.ts'

export class TagSpread {
  readonly #tags: ReadonlySet<string>
  /** The values that there are of each tag. */
  readonly #values = new Map<string, Set<string>>()
  readonly #used = new Map<string, Set<string>>()
  #copies = 0

  constructor(shares: readonly Share[], tags: readonly string[]) {
    this.#tags = new Set(tags)
    for (const { client } of shares) for (const [key, value] of client.tags) valuesOf(this.#values, key).add(value)
  }

  add({ client }: Share): void {
    this.#copies += 1
    for (const [key, value] of client.tags) {
      if (!this.#tags.has(key)) continue
      if (valuesOf(this.#values, key).size <= this.#copies) this.#used.delete(key)
      else valuesOf(this.#used, key).add(value)
    }
  }

  /** Whether a copy there would share a value with another one. */
  touches({ client }: Share): boolean {
    return [...client.tags].some(([key, value]) => this.#used.get(key)?.has(value) === true)
  }
}

function valuesOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = new Set<string>()
  map.set(key, made)
  return made
}
