/**
 * Matches texts with a pattern that somebody else wrote. There are patterns for which a few dozen characters
 * take longer than anybody lives, and while one is matched nothing else runs; here the machine ends it after its
 * time.
 */
import { Script } from 'node:vm'

const MATCH = new Script('texts.map((text) => pattern.test(text))')

/** Whether each of the texts matches, or null where that took too long. */
export function matchWithin(
  timeoutMs: number,
  { pattern, texts }: { pattern: RegExp; texts: readonly string[] },
): boolean[] | null {
  try {
    return MATCH.runInNewContext({ pattern, texts }, { timeout: timeoutMs })
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null
    throw problem
  }
}
