/** Timestamp extractors of FORMAT.md. */
import { Arguments, type Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { integerOf } from './text.ts'

interface Times {
  readonly recordMs: number
  /** The largest time seen in the partition so far; -1 at first. */
  readonly partitionMs: number
}

export type TimestampFunction = (value: Text, times: Times) => number

const makers: Record<string, (args: Arguments) => TimestampFunction> = {
  record: () => (_value, times) => times.recordMs,
  fromValue: () => (value, times) => {
    const at = value?.lastIndexOf('@') ?? -1
    return at < 0 ? times.recordMs : (integerOf(value?.slice(at + 1) ?? null) ?? times.recordMs)
  },
  plus: (args) => {
    const ms = args.number('ms')
    return (_value, times) => times.recordMs + ms
  },
  partitionTimeIf: (args) => {
    const part = args.text('arg')
    return (value, times) => (value?.includes(part) ? times.partitionMs : times.recordMs)
  },
}

export function timestampFunction(json: unknown): TimestampFunction {
  const args = Arguments.named('timestamp extractor', json, 'fn')
  const name = args.text('fn')
  const made = makers[name]?.(args)
  if (made === undefined) throw new FormatError(`unknown timestamp extractor ${name}`)
  args.done()
  return made
}
