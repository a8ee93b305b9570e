/** What failures say about a membership: which are mended by joining again, and which end it. */
import type { ErrorName } from '../../protocol/errors.ts'
import { BrokerError, ClientError, ClosedError } from '../errors.ts'

/** The group goes on without who did this, or without their knowledge: joining again mends it. */
export const MENDED_BY_JOINING: ReadonlySet<ErrorName> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'MEMBER_ID_REQUIRED',
])

/** Something that the owner's code threw: nothing to try again. */
export class DutyFailure {
  readonly problem: Error

  constructor(problem: unknown) {
    this.problem = problem instanceof Error ? problem : new Error(String(problem))
  }
}

/** Does what is the owner's; what fails there is told from all that requests can fail with. */
export async function asDuty(work: () => Promise<void>, closing: AbortSignal): Promise<void> {
  try {
    await work()
  } catch (problem) {
    // It waited for what nobody needs any longer.
    if (problem instanceof ClosedError && closing.aborted) throw problem
    throw new DutyFailure(problem)
  }
}

export function mayTryAgain(problem: unknown): boolean {
  if (problem instanceof BrokerError && MENDED_BY_JOINING.has(problem.error.name)) return true
  return problem instanceof ClientError && problem.retriable
}
