/**
 * A broker's settings under Kafka's names and as texts, as they stand in `server.properties`, made into what
 * the code reads.
 */
import { type BrokerConfig, camelCase } from '../broker-config.ts'
import { allBrokerSettings, BrokerConfigError } from './given-settings.ts'
import type { Setting } from './setting.ts'

/**
 * What `startBroker` takes, from settings as Kafka's documentation names them.
 *
 * ```ts
 * const { config, unknown } = fromKafkaNames({ 'num.partitions': '3', 'zookeeper.connect': 'localhost' })
 * // config: { numPartitions: 3 }, unknown: ['zookeeper.connect']
 * ```
 *
 * @throws BrokerConfigError for a value that its setting cannot have.
 */
export function fromKafkaNames(texts: Readonly<Record<string, string>>): {
  readonly config: Partial<BrokerConfig>
  /** Names that mean nothing here. */
  readonly unknown: readonly string[]
} {
  const unknown: string[] = []
  const values = new Map<string, unknown>()
  for (const [name, text] of Object.entries(texts)) {
    const setting = Object.hasOwn(allBrokerSettings, name) ? allBrokerSettings[name] : undefined
    if (setting === undefined) unknown.push(name)
    else values.set(camelCase(name), parsedValue(name, setting, text))
  }
  return { config: Object.fromEntries(values), unknown }
}

function parsedValue(name: string, setting: Setting, text: string): unknown {
  const parsed = setting.parse(text)
  if (parsed.kind === 'value') return parsed.value
  throw new BrokerConfigError({ setting: name, expected: parsed.expected, found: `'${text}'` })
}
