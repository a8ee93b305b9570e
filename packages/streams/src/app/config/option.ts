/**
 * One option of an application, as data: what Kafka Streams calls it, what it is where nothing is said, and what may
 * be given. Reading never throws: what will not do is a value that says what would, so that all mistakes are told at
 * once.
 */

/** What was given, as it is worked with; or what was expected instead. */
export type Reading<Value> = { readonly value: Value } | { readonly expected: string }

export interface Option<Value = unknown> {
  /** Null where Kafka Streams has no such setting, or says it otherwise than by one. */
  readonly kafkaName: string | null
  /** The default as the guide shows it, in code; 'required' where there is none. */
  readonly shownDefault: string
  /** Undefined where there is none, or where it follows from other options. */
  readonly fallback: Value | undefined
  /** Whether it is given as a duration, and read as milliseconds under a name that ends in `Ms`. */
  readonly isDuration: boolean
  /** Whether a value that will not do is kept out of errors. */
  readonly isSecret?: boolean
  readonly read: (given: unknown) => Reading<Value>
  /** What stands for a text in a properties file; null where a text cannot say it. */
  readonly ofText: ((text: string) => unknown) | null
}

/** An option whose resolved name is its own. */
export type Plain<Value> = Option<Value> & { readonly isDuration: false }

/** An option that is resolved to milliseconds. */
export type Timed = Option<number> & { readonly isDuration: true }

/** A value that fits, or what would. */
export function fitting<Value>(value: Value, fits: boolean, expected: string): Reading<Value> {
  return fits ? { value } : { expected }
}
