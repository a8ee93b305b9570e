/**
 * Whoever is at the other end of a served connection, as those who answer its requests see it.
 */

let lastConnectionId = 0

export class FrameClient {
  /** Of this connection, as long as the process runs. */
  readonly connectionId = ++lastConnectionId
  /** The peer's address, without its port. */
  readonly host: string
  /** What it said of itself; empty before. */
  software: { readonly name: string; readonly version: string } = { name: '', version: '' }
  #isGone = false
  readonly #whenGone = new Set<() => void>()

  constructor(host: string) {
    this.host = host
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Whether somebody waits on behalf of this client alone, and would stop if it were gone. */
  get isWaitedFor(): boolean {
    return this.#whenGone.size > 0
  }

  /** Runs something when the connection is over, unless what it gives is called before. */
  whenGone(run: () => void): () => void {
    // Each call counts for itself, also with a function that was given before.
    const runOnce = () => run()
    this.#whenGone.add(runOnce)
    return () => void this.#whenGone.delete(runOnce)
  }

  /** The connection is over. */
  leave(): void {
    this.#isGone = true
    const runs = [...this.#whenGone]
    this.#whenGone.clear()
    for (const run of runs) run()
  }
}
