/**
 * A priority queue whose ties fall as in Java's PriorityQueue, since the order of records and punctuations of
 * equal times depends on it: what is added climbs from the end, what is removed leaves its place to the last.
 */
export class BinaryHeap<T> {
  readonly #items: T[] = []
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  /** In no order but the heap's. */
  get items(): readonly T[] {
    return this.#items
  }

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  add(item: T): void {
    this.#items.push(item)
    this.#climb(this.#items.length - 1, item)
  }

  /** Takes the smallest item out. */
  poll(): T | undefined {
    const smallest = this.#items[0]
    const last = this.#items.pop()
    if (last !== undefined && this.#items.length > 0) this.#sink(0, last)
    return smallest
  }

  #climb(start: number, item: T): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >>> 1
      const above = this.#items[parent] as T
      if (this.#compare(item, above) >= 0) break
      this.#items[index] = above
      index = parent
    }
    this.#items[index] = item
  }

  #sink(start: number, item: T): void {
    const items = this.#items
    const half = items.length >>> 1
    let index = start
    while (index < half) {
      let child = 2 * index + 1
      const right = child + 1
      if (right < items.length && this.#compare(items[child] as T, items[right] as T) > 0) child = right
      if (this.#compare(item, items[child] as T) <= 0) break
      items[index] = items[child] as T
      index = child
    }
    items[index] = item
  }
}
