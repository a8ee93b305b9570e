/**
 * Which nodes belong to one sub-topology: those that are joined by an edge, or by a store that they share.
 * Topics do not join: what is written to one and read again is another sub-topology.
 */
export class NodeGroups {
  readonly #parents = new Map<string, string>()

  add(name: string): void {
    this.#parents.set(name, name)
  }

  unite(name: string, others: Iterable<string>): void {
    for (const other of others) {
      const root = this.#root(name)
      const otherRoot = this.#root(other)
      if (root !== otherRoot) this.#parents.set(root, otherRoot)
    }
  }

  /** The groups, numbered by the order in which their first nodes were added. */
  groups(): string[][] {
    const byRoot = new Map<string, string[]>()
    for (const name of this.#parents.keys()) {
      const root = this.#root(name)
      const group = byRoot.get(root)
      if (group === undefined) byRoot.set(root, [name])
      else group.push(name)
    }
    return [...byRoot.values()]
  }

  #root(name: string): string {
    let current = name
    for (let parent = this.#parents.get(current); parent !== undefined && parent !== current; ) {
      current = parent
      parent = this.#parents.get(current)
    }
    return current
  }
}
