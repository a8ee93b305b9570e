/** A scenario of FORMAT.md section 1, read and checked; the nodes' arguments are checked by whoever interprets them. */
import { Arguments, type Text } from './arguments.ts'
import { FormatError } from './format-error.ts'

export type HeaderText = readonly [name: string, value: Text]

export type Input =
  | {
      readonly kind: 'record'
      readonly topic: string
      readonly key: Text
      readonly value: Text
      readonly timestamp: number
      readonly headers: readonly HeaderText[]
    }
  | { readonly kind: 'advance'; readonly ms: number }

export interface Scenario {
  readonly name: string
  readonly config: Readonly<Record<ConfigKey, string>>
  readonly wallClockMs: number
  readonly nodes: readonly unknown[]
  /** Read one after the other while the scenario runs: a malformed one spoils only what comes after it. */
  readonly inputs: readonly unknown[]
}

const configDefaults = {
  'application.id': 'oracle',
  'topology.optimization': 'none',
  'statestore.cache.max.bytes': '10485760',
  'max.task.idle.ms': '0',
  'processing.guarantee': 'at_least_once',
  'processing.exception.handler': 'logAndFail',
  'dsl.store.suppliers.class': 'rocksDB',
  'dsl.store.format': 'DEFAULT',
  'ensure.explicit.internal.resource.naming': 'false',
}

type ConfigKey = keyof typeof configDefaults

export function readScenario(json: unknown): Scenario {
  const args = new Arguments('scenario', json)
  args.raw('doc')
  args.need('nodes')
  args.need('inputs')
  const scenario = {
    name: args.text('name'),
    nodes: args.list('nodes'),
    inputs: args.list('inputs'),
    wallClockMs: args.optionalNumber('wallClockMs') ?? 0,
    config: readConfig(args.raw('config')),
  }
  args.done()
  return scenario
}

function readConfig(json: unknown): Record<ConfigKey, string> {
  const given = new Arguments('config', json)
  const config = { ...configDefaults }
  for (const key of Object.keys(configDefaults) as ConfigKey[]) config[key] = given.optionalText(key) ?? config[key]
  given.done()
  requireOneOf(config, 'dsl.store.suppliers.class', ['rocksDB', 'inMemory'])
  requireOneOf(config, 'processing.exception.handler', ['logAndFail', 'logAndContinue'])
  return config
}

function requireOneOf(config: Record<ConfigKey, string>, key: ConfigKey, expected: readonly string[]): void {
  if (expected.includes(config[key])) return
  throw new FormatError(`config: expected ${key} to be ${expected.join(' or ')}, found ${config[key]}`)
}

export function readInput(json: unknown, index: number): Input {
  const args = new Arguments(`input ${index}`, json)
  if (args.has('advanceWallClockMs')) {
    const ms = args.number('advanceWallClockMs')
    args.done()
    return { kind: 'advance', ms }
  }
  const record = {
    kind: 'record' as const,
    topic: args.text('topic'),
    key: args.textOrNull('key'),
    value: args.textOrNull('value'),
    timestamp: args.number('timestamp'),
    headers: args.list('headers').map(readHeader),
  }
  args.done()
  return record
}

function readHeader(json: unknown): HeaderText {
  const [name, value] = Array.isArray(json) ? json : []
  if (typeof name === 'string' && (typeof value === 'string' || value === null)) return [name, value]
  throw new FormatError(`expected a header as [name, value or null], found ${JSON.stringify(json)}`)
}
