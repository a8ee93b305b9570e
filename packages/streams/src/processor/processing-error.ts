/**
 * A task cannot go on, because a node could not process a record and no handler said to go on without it.
 * The remedy is in the topology or in its input; what was thrown is the cause.
 */
import type { ProcessingFailure } from './task-state.ts'

export class ProcessingError extends Error {
  override readonly name = 'ProcessingError'
  readonly code = 'PROCESSING_FAILED'
  readonly node: string

  constructor({ node, context, cause }: ProcessingFailure) {
    const place = context.topic === null ? 'a punctuation' : `${context.topic}-${context.partition}@${context.offset}`
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`processor ${node} failed on ${place}: ${reason}`, { cause })
    this.node = node
  }
}
