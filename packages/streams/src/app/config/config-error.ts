/**
 * A configuration that an application cannot run with. The remedy is to mend what the message names. All that is
 * wrong is told at once, each with the option, what was expected and what was found; `code` is that of the first.
 */
import { inspect } from 'node:util'

export type ConfigErrorCode = 'UNKNOWN_OPTION' | 'MISSING_OPTION' | 'BAD_OPTION' | 'CONTRADICTION'

export interface ConfigProblem {
  readonly code: ConfigErrorCode
  /** As it was given: `commitInterval`, or within another, `producer.lingerMs`. */
  readonly option: string
  readonly expected: string
  readonly found: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code: ConfigErrorCode
  readonly problems: readonly [ConfigProblem, ...ConfigProblem[]]

  constructor(problems: readonly [ConfigProblem, ...ConfigProblem[]]) {
    const lines = problems.map(({ option, expected, found }) => `${option}: expected ${expected}, found ${found}`)
    super(lines.length === 1 ? lines[0] : [`${lines.length} options will not do`, ...lines].join('\n- '))
    this.code = problems[0].code
    this.problems = problems
  }
}

/** @throws ConfigError where there is a problem */
export function refuse(problems: readonly ConfigProblem[]): void {
  const [first, ...others] = problems
  if (first !== undefined) throw new ConfigError([first, ...others])
}

const shownCharsMax = 80

/** A value as errors show it: on one line, and cut short. */
export function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: shownCharsMax })
}

/** What is wrong with a name that nobody knows; says which one may have been meant. */
export function unknownOption(option: string, hint: string | null): ConfigProblem {
  const found = hint === null ? 'a name that is none' : `a name that is none: did you mean ${hint}?`
  return { code: 'UNKNOWN_OPTION', option, expected: 'the name of an option', found }
}
