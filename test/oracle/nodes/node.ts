/** One entry of a scenario's nodes, with what its inputs have become. */
import type { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import type { Handle, HandleOf } from './handle.ts'

export class ScenarioNode {
  readonly op: string
  readonly from: readonly Handle[]
  readonly args: Arguments

  constructor({ op, from, args }: { op: string; from: readonly Handle[]; args: Arguments }) {
    this.op = op
    this.from = from
    this.args = args
  }

  /** The options of a call that may carry a name: none at all if the scenario gives none. */
  get named(): { name?: string } {
    const name = this.args.optionalText('name')
    return name === undefined ? {} : { name }
  }

  input<K extends Handle['kind']>(index: number, kind: K): HandleOf<K> {
    const found = this.from[index]
    if (found?.kind === kind) return found as HandleOf<K>
    throw this.malformed(`expected input ${index} to be a ${kind}, found ${found?.kind ?? 'none'}`)
  }

  unknown(): FormatError {
    return this.malformed(`this op does not exist for ${this.from[0]?.kind ?? 'a source'}`)
  }

  malformed(problem: string): FormatError {
    return new FormatError(`${this.args.where}: ${problem}`)
  }
}
