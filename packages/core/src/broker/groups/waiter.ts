/**
 * Those who wait for one answer: the requests of a member that JoinGroup or SyncGroup holds back. Mostly it
 * is one; a member that asks again over another connection is a second, and both are answered. There are
 * never more than the client has connections.
 */
export class Waiter<Answer> {
  #resolvers: ((answer: Answer) => void)[] = []

  get isWaiting(): boolean {
    return this.#resolvers.length > 0
  }

  wait(): Promise<Answer> {
    return new Promise((resolve) => this.#resolvers.push(resolve))
  }

  /** Answers those who wait, and says whether there was one. */
  answer(answer: Answer): boolean {
    const resolvers = this.#resolvers
    this.#resolvers = []
    for (const resolve of resolvers) resolve(answer)
    return resolvers.length > 0
  }
}
