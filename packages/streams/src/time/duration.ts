/**
 * Spans of time as people write them: milliseconds, or a text such as '5m' or '1h30m'. What the rest of the
 * package works with are milliseconds, whole and never negative; this is the one place where texts become them.
 * Infinity stands for a span that never ends, where the caller allows that.
 */
import { DurationError } from './duration-error.ts'

type Days = `${number}d`
type Hours = `${number}h`
type Minutes = `${number}m`
type Seconds = `${number}s`
type Milliseconds = `${number}ms`
type BelowMinutes = Seconds | Milliseconds | `${Seconds}${Milliseconds}`
type BelowHours = Minutes | BelowMinutes | `${Minutes}${BelowMinutes}`
type BelowDays = Hours | BelowHours | `${Hours}${BelowHours}`

/** `'1d'`, `'5m'`, `'1h30m'`, `'250ms'`: whole numbers with units, the largest unit first. */
export type DurationText = Days | BelowDays | `${Days}${BelowDays}`

/** Milliseconds, or a text such as `'5m'` or `'1h30m'`. */
export type Duration = number | DurationText

/** What is asked of a duration beyond being one. */
export interface DurationBounds {
  /** Default: 0. */
  readonly minMs?: number
  /** Whether Infinity will do. Default: no. */
  readonly mayBeEndless?: boolean
}

const durationForm = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/
/** Of the form's groups, in their order. */
const unitsMs = [86_400_000, 3_600_000, 60_000, 1_000, 1]

/**
 * The milliseconds of a duration that the user gave for the thing called `subject`, such as "the window's size".
 * A text of which the types know nothing, such as a setting that was read from a file, will do as well.
 *
 * @throws DurationError if it is none, or not within the bounds
 */
export function durationMs(given: number | string, subject: string, bounds: DurationBounds = {}): number {
  const { minMs = 0, mayBeEndless = false } = bounds
  const ms = typeof given === 'string' ? millisecondsOf(given) : given
  if (ms === Number.POSITIVE_INFINITY && mayBeEndless) return ms
  if (typeof ms !== 'number' || Number.isNaN(ms)) {
    const expected = "milliseconds, or a text such as '500ms', '5m' or '1h30m' (units d, h, m, s, ms, in this order)"
    throw new DurationError('MALFORMED_DURATION', { subject, expected, given })
  }
  if (Number.isSafeInteger(ms) && ms >= minMs) return ms
  const atLeast = minMs === 0 ? '' : `, at least ${minMs}`
  const expected = `whole milliseconds from 0 to 2^53 - 1${atLeast}${mayBeEndless ? ', or Infinity' : ''}`
  throw new DurationError('DURATION_OUT_OF_RANGE', { subject, expected, given })
}

/** Not a number where the text is no duration. */
function millisecondsOf(text: string): number {
  const [form, ...counts] = durationForm.exec(text) ?? []
  if (form === undefined) return Number.NaN
  return unitsMs.reduce((sum, unitMs, index) => sum + Number(counts[index] ?? 0) * unitMs, 0)
}
