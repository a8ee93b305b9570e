/** For what a cluster gets to in its own time and tells nobody: Apache Kafka's brokers hear of changes after the answer. */

const LOOK_EVERY_MS = 10
const PATIENCE_MS = 20_000

/** Looks until it is so, and gives what was seen. */
export async function eventually<Seen>(look: () => Promise<Seen>, isSo: (seen: Seen) => boolean): Promise<Seen> {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (performance.now() > giveUpAt) throw new Error(`it did not come to be; in the end: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
