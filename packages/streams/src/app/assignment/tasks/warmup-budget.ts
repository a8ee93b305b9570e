/** How many tasks may still be copied to where they are to be later. One more is asked for than there is: then none. */
export class WarmupBudget {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  /** Whether there was one left. */
  take(): boolean {
    if (this.#left <= 0) return false
    this.#left -= 1
    return true
  }
}
