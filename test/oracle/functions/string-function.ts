/** String functions `F(key, value)` of FORMAT.md, and the topic functions that are made of them. */
import { Arguments, type Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { cut, show } from './text.ts'

export type StringFunction = (key: Text, value: Text) => Text

type OfInput = (input: Text) => Text

/** What a function does with the part of the record that `of` selects; none of these sees a null. */
const ofPresent: Record<string, (args: Arguments) => (input: string) => Text> = {
  upper: () => (input) => input.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  append: (args) => {
    const tail = args.text('arg')
    return (input) => input + tail
  },
  prepend: (args) => {
    const head = args.text('arg')
    return (input) => head + input
  },
  nullIf: (args) => {
    const unwanted = args.text('arg')
    return (input) => (input === unwanted ? null : input)
  },
  nullIfContains: (args) => {
    const unwanted = args.text('arg')
    return (input) => (input.includes(unwanted) ? null : input)
  },
  length: () => (input) => String(input.length),
  before: (args) => {
    const mark = args.text('arg')
    return (input) => (input.includes(mark) ? input.slice(0, input.indexOf(mark)) : input)
  },
  after: (args) => {
    const mark = args.text('arg')
    return (input) => (input.includes(mark) ? input.slice(input.indexOf(mark) + mark.length) : null)
  },
  firstChar: () => (input) => (input === '' ? null : String.fromCodePoint(input.codePointAt(0) ?? 0)),
  last: (args) => {
    const length = args.number('n')
    return (input) => cut(input, length)
  },
  fail: (args) => {
    const trigger = args.text('arg')
    return (input) => {
      failOn(input, trigger)
      return input
    }
  },
}

/** Those that see a null. */
const ofAny: Record<string, (args: Arguments) => OfInput> = {
  same: () => (input) => input,
  show: () => show,
  orElse: (args) => {
    const otherwise = args.text('arg')
    return (input) => input ?? otherwise
  },
}

const ofRecord: Record<string, (args: Arguments) => StringFunction> = {
  constant: (args) => {
    const constant = args.textOrNull('arg')
    return () => constant
  },
  withKey: () => (key, value) => `${show(key)}=${show(value)}`,
}

export function stringFunction(json: unknown): StringFunction {
  const args = Arguments.named('string function', json, 'fn')
  const name = args.text('fn')
  const ofKey = args.optionalText('of') === 'key'
  const made = ofRecord[name]?.(args) ?? selecting(ofKey, inputFunction(name, args))
  args.done()
  return made
}

/** The function of one input that a name stands for. */
function inputFunction(name: string, args: Arguments): OfInput {
  const any = ofAny[name]?.(args)
  if (any !== undefined) return any
  const present = ofPresent[name]?.(args)
  if (present === undefined) throw new FormatError(`unknown string function ${name}`)
  return (input) => (input === null ? null : present(input))
}

function selecting(ofKey: boolean, of: OfInput): StringFunction {
  return ofKey ? (key) => of(key) : (_key, value) => of(value)
}

/** What `fail` throws, as Java's side does. Ours is a plain error: what a user throws has no class of ours. */
export function failOn(input: Text, trigger: string): void {
  if (input?.includes(trigger)) throw new IllegalArgument('boom')
}

/** The topic that a record goes to: a prefix, and the result of a function in letters that a topic may have. */
export function topicFunction(json: unknown): (key: Text, value: Text) => string {
  const args = new Arguments('topic function', json)
  const prefix = args.text('prefix')
  const by = stringFunction(args.need('by'))
  args.done()
  return (key, value) => prefix + show(by(key, value)).replace(/[^a-zA-Z0-9]/gu, '_')
}

/** What a scenario's function throws, under the name that it has in Java. */
class IllegalArgument extends Error {
  override readonly name = 'IllegalArgumentException'
}
