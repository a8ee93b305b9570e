/** What an application says is to be done with records that cannot be read, processed or written. */

/** End the task, go on without the record, or go on and keep it in a topic of its own (KIP-1034). */
export type FailureAnswer = 'fail' | 'continue' | { readonly deadLetter: string }

/** One answer for all, or one for each. */
export type FailurePolicy<F> = FailureAnswer | ((failure: F) => FailureAnswer)

export function answerOf<F>(policy: FailurePolicy<F>, failure: F): FailureAnswer {
  const answer: unknown = typeof policy === 'function' ? policy(failure) : policy
  if (answer === 'fail' || answer === 'continue' || isDeadLetter(answer)) return answer
  throw new TypeError(`an error handler answers 'fail', 'continue' or { deadLetter: topic }, not ${String(answer)}`)
}

function isDeadLetter(answer: unknown): answer is { readonly deadLetter: string } {
  return (
    typeof answer === 'object' && answer !== null && 'deadLetter' in answer && typeof answer.deadLetter === 'string'
  )
}
