/**
 * Changes of things that have names, such as the making and the deletion of logs: those that share a name come one
 * after the other, in the order in which they were asked for; others do not wait. Each waits only for earlier ones,
 * so that none waits for ever.
 */
export class OrderedChanges {
  /** Of each name the last change, until that has ended. Never broken. */
  readonly #last = new Map<string, Promise<void>>()

  /** Makes a change when all before it have ended, well or badly; at once where there are none. */
  run<Outcome>(names: readonly string[], change: () => Promise<Outcome>): Promise<Outcome> {
    const earlier = new Set(names.flatMap((name) => this.#last.get(name) ?? []))
    const outcome = earlier.size === 0 ? change() : Promise.all(earlier).then(change)
    const forget = () => {
      for (const name of names) if (this.#last.get(name) === ended) this.#last.delete(name)
    }
    const ended = outcome.then(forget, forget) // whoever asked for it hears of the failure
    for (const name of names) this.#last.set(name, ended)
    return outcome
  }

  /** Kept when all that were asked for so far have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values())
  }
}
