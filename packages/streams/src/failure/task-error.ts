/**
 * A task cannot go on: a record could not be read, processed or written, and no handler said to go on without it.
 * The class says whose turn it is: the topic's serdes and whoever writes to it (DeserializationError), the
 * topology's own code (ProcessingError), the serdes and topics of what is written (ProductionError).
 */
import type { DeserializationFailure, Failure, FailurePlace, ProcessingFailure, ProductionFailure } from './failure.ts'

export type DeserializationErrorCode = 'DESERIALIZATION_FAILED' | 'HANDLER_FAILED'
export type ProcessingErrorCode = 'PROCESSING_FAILED' | 'HANDLER_FAILED'
export type ProductionErrorCode = 'SERIALIZATION_FAILED' | 'SEND_FAILED' | 'HANDLER_FAILED'

export class DeserializationError extends Error {
  override readonly name = 'DeserializationError'
  readonly code: DeserializationErrorCode
  readonly failure: DeserializationFailure

  constructor(failure: DeserializationFailure, handlerProblem?: unknown) {
    super(handlerProblem === undefined ? unreadable(failure) : handlerFailed(failure, handlerProblem), {
      cause: handlerProblem ?? failure.cause,
    })
    this.code = handlerProblem === undefined ? 'DESERIALIZATION_FAILED' : 'HANDLER_FAILED'
    this.failure = failure
  }
}

export class ProcessingError extends Error {
  override readonly name = 'ProcessingError'
  readonly code: ProcessingErrorCode
  readonly node: string
  readonly failure: ProcessingFailure

  constructor(failure: ProcessingFailure, handlerProblem?: unknown) {
    super(handlerProblem === undefined ? unprocessable(failure) : handlerFailed(failure, handlerProblem), {
      cause: handlerProblem ?? failure.cause,
    })
    this.code = handlerProblem === undefined ? 'PROCESSING_FAILED' : 'HANDLER_FAILED'
    this.node = failure.node
    this.failure = failure
  }
}

export class ProductionError extends Error {
  override readonly name = 'ProductionError'
  readonly code: ProductionErrorCode
  readonly failure: ProductionFailure

  constructor(failure: ProductionFailure, handlerProblem?: unknown) {
    super(handlerProblem === undefined ? unwritable(failure) : handlerFailed(failure, handlerProblem), {
      cause: handlerProblem ?? failure.cause,
    })
    const isSerde = failure.part !== null
    this.code = handlerProblem !== undefined ? 'HANDLER_FAILED' : isSerde ? 'SERIALIZATION_FAILED' : 'SEND_FAILED'
    this.failure = failure
  }
}

/** Whether a task has failed already, so that nobody is asked again on the way up. */
export function isTaskError(problem: unknown): boolean {
  return (
    problem instanceof ProcessingError || problem instanceof ProductionError || problem instanceof DeserializationError
  )
}

function unreadable({ node, part, cause, ...place }: DeserializationFailure): string {
  return `source ${node} cannot read the ${part} of ${placeText(place)}: ${reason(cause)}`
}

function unprocessable({ node, cause, ...place }: ProcessingFailure): string {
  return `processor ${node} failed on ${placeText(place)}: ${reason(cause)}`
}

function unwritable({ node, part, targetTopic, cause, ...place }: ProductionFailure): string {
  const what = part === null ? 'a record' : `the ${part} of a record`
  return `sink ${node} cannot write ${what} to topic ${targetTopic}, which came of ${placeText(place)}: ${reason(cause)}`
}

function handlerFailed({ kind, node, ...place }: Failure, problem: unknown): string {
  return `the handler of ${kind} errors failed itself, at node ${node} on ${placeText(place)}: ${reason(problem)}`
}

function placeText({ topic, partition, offset, flushedStore }: Omit<FailurePlace, 'node'>): string {
  const record = topic === null ? 'a punctuation' : `${topic}-${partition}@${offset}`
  return flushedStore === null ? record : `${record}, which the cache of store ${flushedStore} has let go of`
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
