/** A setting of a topic or broker, as the cluster tells of it. */

/** Where a value comes from; the topic's own comes before the broker's, and that before the built-in default. */
export type ConfigSource =
  | 'unknown'
  | 'topic'
  | 'dynamic broker'
  | 'dynamic default broker'
  | 'static broker'
  | 'default'
  | 'dynamic logger'
  | 'client metrics'
  | 'group'

const SOURCES: Readonly<Record<number, ConfigSource>> = {
  1: 'topic',
  2: 'dynamic broker',
  3: 'dynamic default broker',
  4: 'static broker',
  5: 'default',
  6: 'dynamic logger',
  7: 'client metrics',
  8: 'group',
}

export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

export interface ConfigEntry {
  readonly name: string
  /** Null where it has none, or one that is not told. */
  readonly value: string | null
  readonly source: ConfigSource
  /** Cannot be changed while the broker runs. */
  readonly isReadOnly: boolean
  /** A password: its value is not told. */
  readonly isSensitive: boolean
  /** Where they were asked for: what counts, and what would count in turn if that were not there. */
  readonly synonyms: readonly ConfigSynonym[]
  /** Where it was asked for, and the broker knows it. */
  readonly documentation: string | null
}

interface WireConfig {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly configSource: number
  readonly isSensitive: boolean
  readonly synonyms?: readonly { name: string; value: string | null; source: number }[]
  readonly documentation?: string | null
}

/** By name, in the broker's order. */
export function configEntries(configs: readonly WireConfig[]): ReadonlyMap<string, ConfigEntry> {
  return new Map(configs.map((one) => [one.name, configEntry(one)]))
}

function configEntry(config: WireConfig): ConfigEntry {
  const { name, value, readOnly, configSource, isSensitive, synonyms = [], documentation = null } = config
  return {
    name,
    value,
    source: sourceOf(configSource),
    isReadOnly: readOnly,
    isSensitive,
    synonyms: synonyms.map((one) => ({ name: one.name, value: one.value, source: sourceOf(one.source) })),
    documentation: documentation === '' ? null : documentation,
  }
}

function sourceOf(number: number): ConfigSource {
  return SOURCES[number] ?? 'unknown'
}
