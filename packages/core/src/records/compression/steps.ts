/**
 * A codec's work in steps, for whoever shares a thread with others: after each step they may have a turn. A step
 * takes a fraction of a millisecond, however large the batch is; what the codec cannot divide it hands over as a
 * call, for the driver to make wherever it likes. The bytes that the work was given must stay as they are until
 * its end.
 */

/** Work in one piece, to be done here and now or on another thread. Both give the result in one or more pieces. */
export interface LongCall {
  readonly here: () => readonly Buffer[]
  readonly elsewhere: () => Promise<readonly Buffer[]>
}

/** Null: nothing is waited for. A call's result, or its failure, is handed back. */
export type Steps<Result> = Generator<LongCall | null, Result, readonly Buffer[]>

const NOTHING: readonly Buffer[] = []
/** So much is copied in a tenth of a millisecond or two, into memory that was never touched before. */
export const COPIED_A_STEP = 256 * 1024

/** The result of the work, done here and in one go. */
export function allAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next(NOTHING)
  while (step.done !== true) step = handBack(steps, step.value)
  return step.value
}

function handBack<Result>(steps: Steps<Result>, call: LongCall | null): IteratorResult<LongCall | null, Result> {
  if (call === null) return steps.next(NOTHING)
  let pieces: readonly Buffer[]
  try {
    pieces = call.here()
  } catch (problem) {
    return steps.throw(problem)
  }
  return steps.next(pieces)
}

/** The pieces behind each other. */
export function* join(pieces: readonly Buffer[]): Steps<Buffer> {
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) return first
  const whole = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  let pausedAt = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
    if (at - pausedAt < COPIED_A_STEP) continue
    pausedAt = at
    yield null
  }
  return whole
}
