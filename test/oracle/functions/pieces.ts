/** Functions `L(value)` of FORMAT.md: from one value to any number of them. */
import { Arguments, type Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'

export type Pieces = (value: Text) => Text[]

export function pieces(json: unknown): Pieces {
  const args = Arguments.named('pieces function', json, 'fn')
  const name = args.text('fn')
  const made = piecesNamed(name, args)
  args.done()
  return made
}

function piecesNamed(name: string, args: Arguments): Pieces {
  if (name === 'split') {
    const separator = args.text('arg')
    return (value) => (value === null ? [] : value.split(separator))
  }
  if (name === 'repeat') {
    const times = args.number('n')
    return (value) => Array.from({ length: times }, () => value)
  }
  throw new FormatError(`unknown pieces function ${name}`)
}
