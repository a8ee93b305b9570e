/**
 * The operating system's names for what went wrong, such as `ENOSPC`, and what they mean. Node's own errors
 * (a wrong argument, an aborted call) have codes of another kind and are not among them.
 */
import { getSystemErrorMap } from 'node:util'

const meanings = new Map(getSystemErrorMap().values())

/** A name that Node gives to what the system's look-up of a host says. */
meanings.set('ENOTFOUND', 'no such host')

/** What the operating system means by a name, for example `no space left on device`. */
export function meaningOf(code: string, otherwise = 'for a reason without a name'): string {
  return meanings.get(code) ?? otherwise
}

/** The name of what went wrong, where it was the operating system that refused. */
export function systemCode(problem: unknown): string | undefined {
  if (!(problem instanceof Error) || !('code' in problem) || typeof problem.code !== 'string') return undefined
  return meanings.has(problem.code) ? problem.code : undefined
}
