/**
 * Asks an application's error handlers what is to become of a record, and does it. Each method returns if the task
 * goes on without the record, which has then been counted, and throws if the task is to end.
 */
import { type DeadLetter, deadLetterOf } from './dead-letter.ts'
import type { DeserializationFailure, Failure, ProcessingFailure, ProductionFailure } from './failure.ts'
import { answerOf, type FailureAnswer, type FailurePolicy } from './failure-policy.ts'
import { DeserializationError, ProcessingError, ProductionError } from './task-error.ts'

/** What is done with records that cannot be read, processed or written; each is 'fail' where nothing is said. */
export interface FailurePolicies {
  readonly onDeserializationError?: FailurePolicy<DeserializationFailure>
  readonly onProcessingError?: FailurePolicy<ProcessingFailure>
  readonly onProductionError?: FailurePolicy<ProductionFailure>
}

export interface FailureHandlingOptions {
  readonly policies: FailurePolicies
  readonly sendDeadLetter: (letter: DeadLetter) => void
  readonly drop: (reason: 'unreadable' | 'processing-error' | 'unwritable') => void
  /** Told of each failure and what was answered, before that is done. */
  readonly onAnswer?: ((failure: Failure, answer: FailureAnswer) => void) | undefined
}

/** An error class of the three. */
type ErrorOf<F> = new (failure: F, handlerProblem?: unknown) => Error

export class FailureHandling {
  readonly #options: FailureHandlingOptions

  constructor(options: FailureHandlingOptions) {
    this.#options = options
  }

  deserialization(failure: DeserializationFailure): void {
    this.#answer(failure, this.#options.policies.onDeserializationError, DeserializationError)
    this.#options.drop('unreadable')
  }

  /** @param policy instead of the application's */
  processing(failure: ProcessingFailure, policy?: FailurePolicy<ProcessingFailure>): void {
    this.#answer(failure, policy ?? this.#options.policies.onProcessingError, ProcessingError)
    this.#options.drop('processing-error')
  }

  production(failure: ProductionFailure): void {
    this.#answer(failure, this.#options.policies.onProductionError, ProductionError)
    this.#options.drop('unwritable')
  }

  #answer<F extends Failure>(failure: F, policy: FailurePolicy<F> = 'fail', TaskError: ErrorOf<F>): void {
    let answer: FailureAnswer
    try {
      answer = answerOf(policy, failure)
    } catch (problem) {
      throw new TaskError(failure, problem)
    }
    this.#options.onAnswer?.(failure, answer)
    if (answer === 'fail') throw new TaskError(failure)
    if (answer !== 'continue') this.#options.sendDeadLetter(deadLetterOf(failure, answer.deadLetter))
  }
}
