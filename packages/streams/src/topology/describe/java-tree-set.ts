/**
 * A sorted set that keeps its order as Java's TreeSet does, also when what it sorts by changes afterwards: where
 * an item goes is decided by comparisons on the way down a red-black tree, at the moment of its coming. Java's
 * description of a topology depends on that, since the sizes of nodes still grow while it is made.
 */
interface Branch<T> {
  readonly item: T
  isRed: boolean
  parent: Branch<T> | null
  left: Branch<T> | null
  right: Branch<T> | null
}

export class JavaTreeSet<T> {
  #root: Branch<T> | null = null
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  add(item: T): void {
    let parent: Branch<T> | null = null
    let order = 0
    for (let at = this.#root; at !== null; at = order < 0 ? at.left : at.right) {
      parent = at
      order = this.#compare(item, at.item)
      if (order === 0) return
    }
    const branch: Branch<T> = { item, isRed: true, parent, left: null, right: null }
    if (parent === null) this.#root = branch
    else if (order < 0) parent.left = branch
    else parent.right = branch
    this.#balance(branch)
  }

  items(): T[] {
    const items: T[] = []
    const visit = (at: Branch<T> | null): void => {
      if (at === null) return
      visit(at.left)
      items.push(at.item)
      visit(at.right)
    }
    visit(this.#root)
    return items
  }

  #balance(added: Branch<T>): void {
    let at = added
    for (let parent = at.parent; parent?.isRed; parent = at.parent) {
      const grandparent = parent.parent as Branch<T>
      const isLeft = parent === grandparent.left
      const uncle = isLeft ? grandparent.right : grandparent.left
      if (uncle?.isRed) {
        parent.isRed = false
        uncle.isRed = false
        grandparent.isRed = true
        at = grandparent
        continue
      }
      if (at === (isLeft ? parent.right : parent.left)) {
        at = parent
        this.#rotate(at, isLeft)
      }
      const above = at.parent as Branch<T>
      above.isRed = false
      grandparent.isRed = true
      this.#rotate(grandparent, !isLeft)
    }
    if (this.#root !== null) this.#root.isRed = false
  }

  /** Lets a branch down to its left (or right) and its other child up into its place. */
  #rotate(at: Branch<T>, isToLeft: boolean): void {
    const up = (isToLeft ? at.right : at.left) as Branch<T>
    const middle = isToLeft ? up.left : up.right
    if (isToLeft) at.right = middle
    else at.left = middle
    if (middle !== null) middle.parent = at
    up.parent = at.parent
    if (at.parent === null) this.#root = up
    else if (at.parent.left === at) at.parent.left = up
    else at.parent.right = up
    if (isToLeft) up.left = at
    else up.right = at
    at.parent = up
  }
}
