/** A configuration as the runtime works with it: durations are milliseconds, under names that end in `Ms`. */
import type { OptionName, options } from './options.ts'

type Options = typeof options

/** Each option under its resolved name. */
export type ResolvedConfig = {
  readonly [Name in OptionName as Options[Name]['isDuration'] extends true ? `${Name}Ms` : Name]: Exclude<
    Options[Name]['fallback'],
    undefined
  >
}
