/**
 * What a thread does about what went wrong: wait for its group, begin again where it has committed, or end. Whatever
 * may be over by itself, or concerns only what was written since the last commit, is no reason to end.
 */
import { BufferFullError, ClientError, CommitFailedError, FatalError, FencedError } from '@millrace/core'
import { isDamage } from '../../store/rocksdb/database-error.ts'

export type Remedy = 'wait-for-group' | 'begin-again' | 'end'

const hopeless = /AUTHORIZATION_FAILED$|^UNSUPPORTED_VERSION$/

export function remedyFor(problem: unknown): Remedy {
  if (isDamage(problem)) return 'begin-again'
  if (!(problem instanceof ClientError) || hopeless.test(problem.code)) return 'end'
  if (problem instanceof CommitFailedError) return 'wait-for-group'
  if (isEndOfProducer(problem) || problem instanceof BufferFullError) return 'begin-again'
  return problem.retriable || problem.name === 'AbortableError' ? 'begin-again' : 'end'
}

/** Whether nothing more can be written with the producer that said it. */
export function isEndOfProducer(problem: unknown): boolean {
  return problem instanceof FencedError || problem instanceof FatalError
}
