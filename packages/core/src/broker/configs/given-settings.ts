/**
 * What whoever starts a broker sets for it: by Kafka's names, as in a server.properties, or by the names that
 * the code has for them; as text or as values. It becomes texts under Kafka's names, checked.
 */
import { type BrokerConfig, camelCase } from '../broker-config.ts'
import { brokerSettings } from './broker-settings.ts'
import { inertBrokerSettings } from './inert-broker-settings.ts'
import { LARGEST_LONG, type Setting } from './setting.ts'

/** Settings by `num.partitions` or `numPartitions`. What is undefined or null is not set. */
export type GivenSettings = Partial<BrokerConfig> | { readonly [name: string]: unknown }

/** All that a broker may be given. */
export const allBrokerSettings: { readonly [name: string]: Setting } = { ...brokerSettings, ...inertBrokerSettings }

/** Kafka's names of all that a broker may be given, for whoever has a file with others among them. */
export const brokerSettingNames: ReadonlySet<string> = new Set(Object.keys(allBrokerSettings))

const byCamelCase = new Map(Object.keys(allBrokerSettings).map((name) => [camelCase(name), name]))

/** A setting of the broker cannot be. The remedy is to mend it, or to leave it out. */
export class BrokerConfigError extends Error {
  override readonly name = 'BrokerConfigError'
  /** As it was given. */
  readonly setting: string

  constructor({ setting, expected, found }: { setting: string; expected: string; found: string }) {
    super(`${setting}: expected ${expected}, found ${found}`)
    this.setting = setting
  }
}

/**
 * The settings that are given, by Kafka's names.
 *
 * @throws BrokerConfigError for a name that is unknown or set twice, and for a value that cannot be.
 */
export function checkGiven(given: GivenSettings): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [as, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue
    const name = Object.hasOwn(allBrokerSettings, as) ? as : byCamelCase.get(as)
    const setting = name === undefined ? undefined : allBrokerSettings[name]
    if (name === undefined || setting === undefined) {
      throw new BrokerConfigError({ setting: as, expected: 'a setting of the broker', found: 'an unknown name' })
    }
    if (texts.has(name))
      throw new BrokerConfigError({ setting: as, expected: 'each setting once', found: `${name} twice` })
    const parsed = setting.parse(textOf(value, setting))
    if (parsed.kind === 'fault') {
      throw new BrokerConfigError({ setting: as, expected: parsed.expected, found: `'${textOf(value, setting)}'` })
    }
    texts.set(name, parsed.text)
  }
  return texts
}

function textOf(value: unknown, { type }: Setting): string {
  if (Array.isArray(value)) return value.join(',')
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  // "No limit", in the largest number that the type has.
  if (type === 'long') return LARGEST_LONG
  if (type === 'double') return String(Number.MAX_VALUE)
  return String(0x7fffffff)
}
