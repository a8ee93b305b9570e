/** What the functions of a scenario have in common: strings and null, lengths in UTF-16 units, integers in decimal. */
import type { Text } from '../scenario/arguments.ts'

const integer = /^-?[0-9]{1,15}$/

/** The text, with a sign for null. */
export function show(value: Text): string {
  return value ?? '∅'
}

/** The last `max` units; all of it without a `max`. */
export function cut(value: Text, max: number | undefined): Text {
  return value === null || max === undefined || max < 0 || value.length <= max ? value : value.slice(value.length - max)
}

/** The integer that a text says; undefined when it says none. */
export function integerOf(value: Text): number | undefined {
  return value !== null && integer.test(value) ? Number(value) : undefined
}

/** Decimal sum; what is no integer counts as 0. */
export function plus(value: Text, amount: number): string {
  return String((integerOf(value) ?? 0) + amount)
}

/** The text without the first occurrence of a part. */
export function without(value: Text, part: string): Text {
  if (value === null) return null
  const at = value.indexOf(part)
  return at < 0 ? value : value.slice(0, at) + value.slice(at + part.length)
}

/** The smaller or larger of two texts by UTF-16 units; what is missing or empty loses. */
export function choose(a: Text, b: Text, smaller: boolean): Text {
  if (a === null || a === '') return b
  if (b === null) return a
  return a <= b === smaller ? a : b
}
