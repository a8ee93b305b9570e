/**
 * From what a program says to what the runtime works with: checked, with all defaults. What was given is read once,
 * here, and all that is wrong with it is told together.
 */
import { join } from 'node:path'
import { temporaryDirectory } from '@millrace/core/host'
import { type PartName, parts } from './client-parts.ts'
import { closestName } from './closest-name.ts'
import { type ConfigProblem, refuse, shown, unknownOption } from './config-error.ts'
import { contradictions } from './contradictions.ts'
import type { Option } from './option.ts'
import { type OptionName, options } from './options.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import type { StreamsConfig } from './streams-config.ts'
import { uuidOf } from './uuid.ts'

/**
 * @throws ConfigError for options that are unknown or missing, values that will not do, and options that contradict
 *   each other
 */
export function resolveConfig(config: StreamsConfig): ResolvedConfig {
  const problems: ConfigProblem[] = [...unknownNames(config), ...problemsOfParts(config)]
  const resolved: Record<string, unknown> = {}
  for (const name of Object.keys(options) as OptionName[]) {
    const option: Option = options[name]
    const { problem, value } = readOption(name, option, config[name])
    if (problem !== null) problems.push(problem)
    resolved[resolvedName(name)] = value
  }
  refuse(problems)
  const complete = withDerived(resolved as unknown as ResolvedConfig)
  refuse(contradictions(complete))
  return complete
}

/** `commitIntervalMs` for `commitInterval`; the name itself where there is no unit. */
export function resolvedName(name: OptionName): string {
  return options[name].isDuration ? `${name}Ms` : name
}

function readOption(
  name: string,
  { read, fallback, shownDefault, isSecret = false }: Option,
  given: unknown,
): { problem: ConfigProblem | null; value: unknown } {
  if (given === undefined || (given === null && fallback === null)) {
    if (shownDefault !== 'required') return { problem: null, value: fallback }
    const expected = `it to be given: an application has to say its ${name}`
    return { problem: { code: 'MISSING_OPTION', option: name, expected, found: 'nothing' }, value: undefined }
  }
  const reading = read(given)
  if ('value' in reading) return { problem: null, value: reading.value }
  const { expected } = reading
  return {
    problem: { code: 'BAD_OPTION', option: name, expected, found: isSecret ? 'something else' : shown(given) },
    value: undefined,
  }
}

/** With the defaults that follow from other options. */
function withDerived(config: ResolvedConfig): ResolvedConfig {
  const isExactlyOnce = config.processingGuarantee === 'exactly_once_v2'
  return {
    ...config,
    clientId: config.clientId ?? `${config.applicationId}-${uuidOf(config.random)}`,
    commitIntervalMs: config.commitIntervalMs ?? (isExactlyOnce ? 100 : 30_000),
    stateDir: config.stateDir ?? join(temporaryDirectory(), 'millrace-streams'),
  }
}

function unknownNames(config: StreamsConfig): ConfigProblem[] {
  const unknown = Object.keys(config).filter((name) => !Object.hasOwn(options, name))
  return unknown.map((name) => unknownOption(name, optionFor(name)))
}

/** The option that Kafka calls so, or that has nearly this name. */
function optionFor(name: string): string | null {
  const ofKafka = (Object.keys(options) as OptionName[]).find((one) => options[one].kafkaName === name)
  return ofKafka ?? closestName(name, Object.keys(options))
}

function problemsOfParts(config: StreamsConfig): ConfigProblem[] {
  return (Object.keys(parts) as PartName[]).flatMap((part) => {
    const ofPart: Readonly<Record<string, Option>> = parts[part]
    return Object.entries(config[part] ?? {}).flatMap(([name, given]) => {
      const option = Object.hasOwn(ofPart, name) ? ofPart[name] : undefined
      if (option !== undefined) return readOption(`${part}.${name}`, option, given).problem ?? []
      const nearest = closestName(name, Object.keys(ofPart))
      return unknownOption(`${part}.${name}`, nearest === null ? null : `${part}.${nearest}`)
    })
  })
}
