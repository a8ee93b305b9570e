/** Predicates `P(key, value)` of FORMAT.md. */
import { Arguments, type Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { failOn } from './string-function.ts'

export type Predicate = (key: Text, value: Text) => boolean

/** Those that look at the part of the record that `of` selects. */
const ofInput: Record<string, (args: Arguments) => (input: Text) => boolean> = {
  isNull: () => (input) => input === null,
  contains: (args) => {
    const part = args.text('arg')
    return (input) => input?.includes(part) ?? false
  },
  startsWith: (args) => {
    const start = args.text('arg')
    return (input) => input?.startsWith(start) ?? false
  },
  equals: (args) => {
    const same = args.text('arg')
    return (input) => input === same
  },
  longer: (args) => {
    const length = args.number('n')
    return (input) => input !== null && input.length > length
  },
  fail: (args) => {
    const trigger = args.text('arg')
    return (input) => {
      failOn(input, trigger)
      return true
    }
  },
}

const ofRecord: Record<string, (args: Arguments) => Predicate> = {
  always: () => () => true,
  never: () => () => false,
  not: (args) => {
    const inner = predicate(args.need('p'))
    return (key, value) => !inner(key, value)
  },
  and: (args) => {
    const all = args.list('ps').map(predicate)
    return (key, value) => all.every((each) => each(key, value))
  },
  or: (args) => {
    const any = args.list('ps').map(predicate)
    return (key, value) => any.some((each) => each(key, value))
  },
}

export function predicate(json: unknown): Predicate {
  const args = Arguments.named('predicate', json, 'fn')
  const name = args.text('fn')
  const ofKey = args.optionalText('of') === 'key'
  const made = ofRecord[name]?.(args) ?? selecting(name, ofKey, args)
  args.done()
  return made
}

function selecting(name: string, ofKey: boolean, args: Arguments): Predicate {
  const of = ofInput[name]?.(args)
  if (of === undefined) throw new FormatError(`unknown predicate ${name}`)
  return ofKey ? (key) => of(key) : (_key, value) => of(value)
}
