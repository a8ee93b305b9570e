/**
 * A setting: what its value may be, how it is read from text and written as text, and what holds where nobody
 * sets it. Texts are what travels and is stored, under Kafka's rules for them; a value is what the code reads.
 */

/** Kafka's types of settings. */
export type SettingType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list'

type SettingValue = boolean | number | string | readonly string[] | null

/** The value of a text and the text that Kafka would write for it, or what was expected instead. */
type Parsed<Value> =
  | { readonly kind: 'value'; readonly value: Value; readonly text: string }
  | { readonly kind: 'fault'; readonly expected: string }

export interface Setting<Value extends SettingValue = SettingValue> {
  readonly type: SettingType
  /** What holds where nothing is set; null: nothing does. */
  readonly otherwise: string | null
  parse(text: string): Parsed<Value>
}

interface Range {
  readonly min?: number
  readonly max?: number
  /** A value outside of the range that is allowed besides. */
  readonly or?: number
}

const WHOLE: Record<'short' | 'int' | 'long', bigint> = { short: 2n ** 15n, int: 2n ** 31n, long: 2n ** 63n }

export function int(otherwise: number, range: Range = {}): Setting<number> {
  return { type: 'int', otherwise: String(otherwise), parse: (text) => parseWhole(text, 'int', range) }
}

export function short(otherwise: number, range: Range = {}): Setting<number> {
  return { type: 'short', otherwise: String(otherwise), parse: (text) => parseWhole(text, 'short', range) }
}

/** A value beyond 2^53, which only ever means "no limit", is as large as numbers make it. */
export function long(otherwise: number | string, range: Range = {}): Setting<number> {
  return { type: 'long', otherwise: String(otherwise), parse: (text) => parseWhole(text, 'long', range) }
}

/** A number that has no value where nobody sets it. */
export function unset(type: 'int' | 'long', range: Range = {}): Setting<number | null> {
  return { type, otherwise: null, parse: (text) => parseWhole(text, type, range) }
}

/** A text that has no value where nobody sets it. */
export function unsetText(type: 'string' | 'list'): Setting<string | null> {
  return { type, otherwise: null, parse: (text) => ({ kind: 'value', value: text.trim(), text: text.trim() }) }
}

export function double(otherwise: string, range: Range = {}): Setting<number> {
  return { type: 'double', otherwise, parse: (text) => parseDouble(text, range) }
}

export function boolean(otherwise: boolean): Setting<boolean> {
  return { type: 'boolean', otherwise: String(otherwise), parse: parseBoolean }
}

export function string(otherwise: string): Setting<string> {
  return { type: 'string', otherwise, parse: (text) => ({ kind: 'value', value: text.trim(), text: text.trim() }) }
}

/** A text that is one of some words. */
export function oneOf<const Word extends string>(otherwise: NoInfer<Word>, words: readonly Word[]): Setting<Word> {
  const parse = (text: string): Parsed<Word> => {
    const value = words.find((word) => word === text.trim())
    return value === undefined ? fault(`one of ${words.join(', ')}`) : { kind: 'value', value, text: value }
  }
  return { type: 'string', otherwise, parse }
}

interface ListRule {
  readonly allowed?: readonly string[]
  /** What each entry must look like, and the words for it. */
  readonly each?: { readonly pattern: RegExp; readonly expected: string }
}

export function list(otherwise: string, rule: ListRule = {}): Setting<readonly string[]> {
  return { type: 'list', otherwise, parse: (text) => parseList(text, rule) }
}

export const LARGEST_LONG = '9223372036854775807'

function parseWhole(given: string, type: keyof typeof WHOLE, range: Range): Parsed<number> {
  const text = given.trim()
  if (!/^[+-]?\d+$/.test(text)) return fault(`a whole number (${type})`)
  const value = BigInt(text.replace('+', ''))
  const limit = WHOLE[type]
  if (value >= limit || value < -limit) return fault(`a whole number (${type})`)
  const number = Number(value)
  return outside(number, range) ?? { kind: 'value', value: number, text: String(value) }
}

function parseDouble(given: string, range: Range): Parsed<number> {
  const text = given.trim()
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) return fault('a number (double)')
  const written = Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value)
  return outside(value, range) ?? { kind: 'value', value, text: written }
}

function outside(value: number, { min, max, or }: Range): Parsed<never> | null {
  if (value === or) return null
  if (or !== undefined && min !== undefined && (value < min || value > (max ?? value))) {
    return fault(`${min} to ${max}, or ${or}`)
  }
  if (min !== undefined && max !== undefined && (value < min || value > max)) return fault(`${min} to ${max}`)
  if (min !== undefined && value < min) return fault(`at least ${min}`)
  if (max !== undefined && value > max) return fault(`at most ${max}`)
  return null
}

function parseBoolean(given: string): Parsed<boolean> {
  const text = given.trim().toLowerCase()
  if (text !== 'true' && text !== 'false') return fault('true or false')
  return { kind: 'value', value: text === 'true', text }
}

function parseList(given: string, { allowed, each }: ListRule): Parsed<readonly string[]> {
  const value = entriesOf(given)
  if (allowed !== undefined && value.some((entry) => !allowed.includes(entry))) {
    return fault(`a list of ${allowed.join(', ')}`)
  }
  if (each !== undefined && value.some((entry) => !each.pattern.test(entry))) return fault(each.expected)
  return { kind: 'value', value, text: value.join(',') }
}

/** The entries of a list's text; an empty text has none. */
export function entriesOf(text: string): string[] {
  const trimmed = text.trim()
  return trimmed === '' ? [] : trimmed.split(/\s*,\s*/)
}

function fault(expected: string): { kind: 'fault'; expected: string } {
  return { kind: 'fault', expected }
}
