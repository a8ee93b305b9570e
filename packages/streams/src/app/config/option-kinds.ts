/** The kinds of options that there are: each makes an option of its name in Kafka, its default and its bounds. */
import { type Duration, durationMs } from '../../time/duration.ts'
import { DurationError } from '../../time/duration-error.ts'
import { fitting, type Plain, type Reading, type Timed } from './option.ts'

type KafkaName = string | null

/** Where a duration is 'never', in Kafka and in what is resolved. */
const neverMs = -1

export interface DurationKind {
  readonly fallback?: Duration | 'never'
  /** Where the default follows from other options: how the guide tells of it. */
  readonly shownDefault?: string
  readonly minMs?: number
  /** Whether it may be 'never', for which -1 stands. */
  readonly mayBeNever?: boolean
}

export function duration(kafkaName: KafkaName, kind: DurationKind): Timed {
  const { fallback, minMs = 0, mayBeNever = false } = kind
  const read = (given: unknown): Reading<number> => {
    if (mayBeNever && given === 'never') return { value: neverMs }
    try {
      return { value: durationMs(given as Duration, '', { minMs }) }
    } catch (problem) {
      if (!(problem instanceof DurationError)) throw problem
      return { expected: mayBeNever ? `'never', or ${problem.expected}` : problem.expected }
    }
  }
  const fallbackMs = fallback === 'never' ? neverMs : fallback === undefined ? undefined : durationMs(fallback, '')
  const shownDefault = kind.shownDefault ?? (typeof fallback === 'string' ? `'${fallback}'` : String(fallback))
  const ofText = (text: string) => (mayBeNever && Number(text) === neverMs ? 'never' : numberOf(text))
  return { kafkaName, shownDefault, fallback: fallbackMs, isDuration: true, read, ofText }
}

/** A whole number; Infinity where that may be, and for what Java says with numbers that are not exact here. */
export function count(kafkaName: KafkaName, fallback: number, { min = 0, mayBeEndless = false } = {}): Plain<number> {
  const expected = `a whole number, at least ${min}${mayBeEndless ? ', or Infinity' : ''}`
  const read = (given: unknown): Reading<number> =>
    fitting(given as number, isWhole(given, min) || (mayBeEndless && given === Number.POSITIVE_INFINITY), expected)
  const ofText = (text: string) => {
    const number = numberOf(text)
    return mayBeEndless && Number(number) > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : number
  }
  return { kafkaName, shownDefault: grouped(fallback), fallback, isDuration: false, read, ofText }
}

const mebibyte = 1024 * 1024

/** So many bytes, by default so many MiB. */
export function bytes(kafkaName: KafkaName, fallbackMebibytes: number): Plain<number> {
  const shownDefault = `${fallbackMebibytes} * 1024 * 1024`
  return { ...count(kafkaName, fallbackMebibytes * mebibyte), shownDefault }
}

/** A whole number, or null for what Kafka says with -1. */
export function countOrNull(kafkaName: KafkaName, { min = 0 } = {}): Plain<number | null> {
  const read = (given: unknown): Reading<number | null> =>
    fitting(given as number, isWhole(given, min), `a whole number, at least ${min}, or null`)
  const ofText = (text: string) => (text.trim() === '-1' ? null : numberOf(text))
  return { kafkaName, shownDefault: 'null', fallback: null, isDuration: false, read, ofText }
}

/** A number of whatever its name says, of a client, which knows its default itself. */
export function limit(kafkaName: KafkaName): Plain<number> {
  const read = (given: unknown): Reading<number> =>
    fitting(given as number, typeof given === 'number' && given >= 0, 'a number, at least 0')
  return { kafkaName, shownDefault: '', fallback: undefined, isDuration: false, read, ofText: numberOf }
}

/** True or false, of a client as well. */
export function flag(kafkaName: KafkaName): Plain<boolean> {
  const read = (given: unknown): Reading<boolean> =>
    fitting(given as boolean, typeof given === 'boolean', 'true or false')
  const ofText = (text: string) => (text === 'true' ? true : text === 'false' ? false : text)
  return { kafkaName, shownDefault: '', fallback: undefined, isDuration: false, read, ofText }
}

/** One of a few words. */
export function oneOf<const Word extends string>(kafkaName: KafkaName, words: readonly [Word, ...Word[]]): Plain<Word> {
  const [fallback] = words
  const expected = words.map((word) => `'${word}'`).join(' or ')
  const read = (given: unknown): Reading<Word> => fitting(given as Word, words.includes(given as Word), expected)
  return { kafkaName, shownDefault: `'${fallback}'`, fallback, isDuration: false, read, ofText: (text) => text }
}

export interface TextKind {
  readonly form: RegExp
  readonly expected: string
}

export function requiredText(kafkaName: KafkaName, { form, expected }: TextKind): Plain<string> {
  const read = (given: unknown): Reading<string> => fitting(given as string, isText(given, form), expected)
  const shownDefault = 'required'
  return { kafkaName, shownDefault, fallback: undefined, isDuration: false, read, ofText: (text) => text }
}

/** A text whose default follows from what else is known. */
export function text(kafkaName: KafkaName, shownDefault: string, kind: TextKind): Plain<string> {
  return { ...requiredText(kafkaName, kind), shownDefault }
}

export function textOrNull(kafkaName: KafkaName, kind: TextKind): Plain<string | null> {
  const { read } = requiredText(kafkaName, kind)
  const ofText = (given: string) => (given === '' ? null : given)
  return { kafkaName, shownDefault: 'null', fallback: null, isDuration: false, read, ofText }
}

/** Several texts. */
export function texts(kafkaName: KafkaName, { max }: { max: number }): Plain<readonly string[]> {
  const read = (given: unknown): Reading<readonly string[]> => {
    const fits = Array.isArray(given) && given.length <= max && given.every((one) => typeof one === 'string')
    return fitting(given as readonly string[], fits, `a list of at most ${max} texts`)
  }
  const ofText = (given: string) => listOf(given)
  return { kafkaName, shownDefault: '[]', fallback: [], isDuration: false, read, ofText }
}

/** Texts by names. */
export function textsByName(): Plain<Readonly<Record<string, string>>> {
  const read = (given: unknown): Reading<Readonly<Record<string, string>>> => {
    const fits = isObject(given) && Object.values(given).every((one) => typeof one === 'string')
    return fitting(given as Readonly<Record<string, string>>, fits, 'an object of texts')
  }
  return { kafkaName: null, shownDefault: '{}', fallback: {}, isDuration: false, read, ofText: null }
}

/** Something of the program's own that no file could say. */
export function given<Value>(
  kafkaName: KafkaName,
  kind: {
    fallback: Value
    shownDefault: string
    expected: string
    fits: (value: unknown) => boolean
  },
): Plain<Value> {
  const { fallback, shownDefault, expected, fits } = kind
  const read = (value: unknown): Reading<Value> => fitting(value as Value, fits(value), expected)
  return { kafkaName, shownDefault, fallback, isDuration: false, read, ofText: null }
}

/** An object whose names are told by its keys alone. */
export function object<Value extends object>(kafkaName: KafkaName, fallback: Value): Plain<Value> {
  return given(kafkaName, { fallback, shownDefault: '{}', expected: 'an object', fits: isObject })
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The parts between commas. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The number that a text is, or the text itself, which is then refused by its own looks. */
export function numberOf(text: string): unknown {
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? text : number
}

function isWhole(value: unknown, min: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min
}

function isText(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value)
}

function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')
}
