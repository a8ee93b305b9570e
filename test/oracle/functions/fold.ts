/**
 * Functions of three texts: aggregators `A`, combiners `C` and joiners `J` of FORMAT.md. All of them may cut
 * their result to the last `max` units, and be null `nullWhen` a predicate holds.
 */
import { Arguments, type Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { type Predicate, predicate } from './predicate.ts'
import { choose, cut, plus, show, without } from './text.ts'

/** `(key, value, aggregate)`. */
export type Aggregator = (key: Text, value: Text, aggregate: Text) => Text

/** `(key, a, b)`: of reducers a is the old and b the new value, of mergers a is the earlier session. */
export type Combiner = (key: Text, a: Text, b: Text) => Text

export interface Joiner {
  readonly join: (key: Text, left: Text, right: Text) => Text
  readonly usesKey: boolean
}

type Maker<T> = (args: Arguments) => T

const aggregators: Record<string, Maker<Aggregator>> = {
  concat: (args) => {
    const between = args.optionalText('arg') ?? ''
    return (_key, value, aggregate) => (aggregate ?? '') + between + show(value)
  },
  remove: (args) => {
    const between = args.optionalText('arg') ?? ''
    return (_key, value, aggregate) => without(aggregate, between + show(value))
  },
  last: () => (_key, value) => value,
  first: () => (_key, value, aggregate) => (aggregate === null || aggregate === '' ? value : aggregate),
  min: () => (_key, value, aggregate) => choose(aggregate, value, true),
  max: () => (_key, value, aggregate) => choose(aggregate, value, false),
  addLength: () => (_key, value, aggregate) => plus(aggregate, value?.length ?? 0),
  subLength: () => (_key, value, aggregate) => plus(aggregate, -(value?.length ?? 0)),
  addOne: () => (_key, _value, aggregate) => plus(aggregate, 1),
  subOne: () => (_key, _value, aggregate) => plus(aggregate, -1),
}

const combiners: Record<string, Maker<Combiner>> = {
  concat: (args) => {
    const between = args.optionalText('arg') ?? ''
    return (_key, a, b) => (a ?? '') + between + show(b)
  },
  remove: (args) => {
    const between = args.optionalText('arg') ?? ''
    return (_key, a, b) => without(a, between + show(b))
  },
  first: () => (_key, a) => a,
  last: () => (_key, _a, b) => b,
  min: () => (_key, a, b) => choose(a, b, true),
  max: () => (_key, a, b) => choose(a, b, false),
  add: () => (_key, a, b) => plus(a, Number(plus(b, 0))),
}

const joiners: Record<string, Joiner['join']> = {
  pair: (_key, left, right) => `${show(left)}|${show(right)}`,
  pairWithKey: (key, left, right) => `${show(key)}:${show(left)}|${show(right)}`,
  left: (_key, left) => left,
  right: (_key, _left, right) => right,
}

export function aggregator(json: unknown): Aggregator {
  const { args, max, nullWhen } = open('aggregator', json)
  const fold = made('aggregator', aggregators, args)
  args.done()
  return (key, value, aggregate) => (nullWhen(key, value) ? null : cut(fold(key, value, aggregate), max))
}

export function combiner(json: unknown): Combiner {
  const { args, max, nullWhen } = open('combiner', json)
  const combine = made('combiner', combiners, args)
  args.done()
  return (key, a, b) => (nullWhen(key, b) ? null : cut(combine(key, a, b), max))
}

export function joiner(json: unknown): Joiner {
  const { args, max, nullWhen } = open('joiner', json)
  const name = args.text('fn')
  const pair = joiners[name]
  args.done()
  if (pair === undefined) throw new FormatError(`unknown joiner ${name}`)
  return {
    usesKey: name === 'pairWithKey',
    join(key, left, right) {
      const joined = pair(key, left, right)
      return nullWhen(key, joined) ? null : cut(joined, max)
    },
  }
}

function open(what: string, json: unknown): { args: Arguments; max: number | undefined; nullWhen: Predicate } {
  const args = Arguments.named(what, json, 'fn')
  const max = args.optionalNumber('max')
  const nullWhen = args.has('nullWhen') ? predicate(args.need('nullWhen')) : () => false
  return { args, max, nullWhen }
}

function made<T>(what: string, makers: Record<string, Maker<T>>, args: Arguments): T {
  const name = args.text('fn')
  const maker = makers[name]
  if (maker === undefined) throw new FormatError(`unknown ${what} ${name}`)
  return maker(args)
}
