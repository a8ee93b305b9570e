/**
 * Who may touch a thread's tasks: one at a time, in the order of asking. The loop that processes takes a turn for each
 * of its rounds and a rebalance's hooks take one each, so a task is never closed in the middle of a commit.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves with what the work gives; it begins when all turns that were asked for before are over. */
  take<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }
}
