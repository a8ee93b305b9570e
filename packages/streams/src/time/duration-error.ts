/** A duration that is none, or not one that will do. The remedy lies with the user: write another one. */
import { inspect } from 'node:util'

const shownCharsMax = 80

export type DurationErrorCode = 'MALFORMED_DURATION' | 'DURATION_OUT_OF_RANGE'

export class DurationError extends Error {
  override readonly name = 'DurationError'
  readonly code: DurationErrorCode
  /** What the duration was given for. */
  readonly subject: string
  readonly expected: string
  readonly found: string

  constructor(code: DurationErrorCode, at: { subject: string; expected: string; given: unknown }) {
    const shown = inspect(at.given, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: shownCharsMax })
    const found = `${shown} (${typeof at.given})`
    super(`${at.subject}: expected ${at.expected}, found ${found}`)
    this.code = code
    this.subject = at.subject
    this.expected = at.expected
    this.found = found
  }
}
