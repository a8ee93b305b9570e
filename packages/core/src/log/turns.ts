/** Long work in turns of a few milliseconds, between which everything else has its own. */
import type { Clock } from '../host/clock.ts'

const TURN_MS = 10

/** Does something for each, one after the other: where that is nothing to wait for, the first turn's at once. */
export async function inTurns<One>(
  clock: Clock,
  all: readonly One[],
  run: (one: One) => void | Promise<void>,
): Promise<void> {
  let turnEndsMs = clock.elapsedMs() + TURN_MS
  for (const one of all) {
    const running = run(one)
    if (running !== undefined) await running
    if (clock.elapsedMs() < turnEndsMs) continue
    await new Promise<void>((resolve) => clock.soon(resolve))
    turnEndsMs = clock.elapsedMs() + TURN_MS
  }
}
