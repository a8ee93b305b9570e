/**
 * The configuration of a Java application as one of ours: each setting by Kafka's name becomes the option that says
 * the same. Nothing is passed over: what there is no option for is refused, with what there is instead.
 */
import { closestName } from '../closest-name.ts'
import { type ConfigProblem, refuse, shown, unknownOption } from '../config-error.ts'
import type { Option } from '../option.ts'
import { type OptionName, options } from '../options.ts'
import type { StreamsConfig } from '../streams-config.ts'
import { clientSetting, withoutPrefix } from './client-settings.ts'
import { saidElsewhere } from './said-elsewhere.ts'
import { isSecuritySetting, securityOf } from './security.ts'

/** By names such as `num.stream.threads`; texts as they stand in a properties file will do. */
export type KafkaConfig = Readonly<Record<string, unknown>>

const topicPrefix = 'topic.'
const tagPrefix = 'client.tag.'
/** Older names, under which many have them. */
const aliases: Readonly<Record<string, OptionName>> = {
  'cache.max.bytes.buffering': 'cacheMaxBytes',
  'default.deserialization.exception.handler': 'onDeserializationError',
  'default.production.exception.handler': 'onProductionError',
}

const byKafkaName = new Map<string, OptionName>()
for (const name of Object.keys(options) as OptionName[]) {
  const { kafkaName } = options[name]
  if (kafkaName !== null) byKafkaName.set(kafkaName, name)
}
for (const [alias, name] of Object.entries(aliases)) byKafkaName.set(alias, name)

/**
 * ```ts
 * const config = fromKafkaConfig({ 'application.id': 'views', 'bootstrap.servers': 'localhost:9092' })
 * ```
 *
 * @throws ConfigError for settings that are none, and for those that are said otherwise here
 */
export function fromKafkaConfig(settings: KafkaConfig): StreamsConfig {
  const reading = new KafkaConfigReading()
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && value !== null) reading.take(name, value)
  }
  return reading.finish()
}

class KafkaConfigReading {
  readonly #config: Record<string, unknown> = {}
  readonly #parts: Record<string, Record<string, unknown>> = {}
  readonly #security = new Map<string, string>()
  readonly #problems: ConfigProblem[] = []

  take(setting: string, value: unknown): void {
    const { name } = withoutPrefix(setting)
    const option = byKafkaName.get(setting) ?? byKafkaName.get(name)
    if (option !== undefined) this.#takeOption(option, { setting, value })
    else if (setting.startsWith(topicPrefix)) this.#put('topicConfig', setting.slice(topicPrefix.length), String(value))
    else if (setting.startsWith(tagPrefix)) this.#put('clientTags', setting.slice(tagPrefix.length), String(value))
    else if (isSecuritySetting(setting)) this.#security.set(setting, String(value))
    else if (!this.#takeClientSetting(setting, value)) this.#refuse(setting, value)
  }

  finish(): StreamsConfig {
    const security = securityOf(this.#security, (problem) => this.#problems.push(problem))
    refuse(this.#problems)
    return { ...this.#config, ...this.#parts, ...security } as unknown as StreamsConfig
  }

  #takeOption(name: OptionName, { setting, value }: { setting: string; value: unknown }): void {
    const { read, ofText }: Option = options[name]
    const given = ofText === null || Array.isArray(value) || typeof value === 'object' ? value : ofText(String(value))
    const reading = read(given)
    if ('value' in reading || given === null) this.#config[name] = given
    else this.#misfit(setting, { expected: `${reading.expected}, for ${name}`, value })
  }

  #takeClientSetting(setting: string, value: unknown): boolean {
    const client = clientSetting(setting, value)
    if (client === null) return false
    const { part, name, option } = client
    const reading = option.read(client.value)
    if ('value' in reading) this.#put(part, name, client.value)
    else this.#misfit(setting, { expected: `${reading.expected}, for ${part}.${name}`, value })
    return true
  }

  #misfit(option: string, { expected, value }: { expected: string; value: unknown }): void {
    this.#problems.push({ code: 'BAD_OPTION', option, expected, found: shown(value) })
  }

  #put(part: string, name: string, value: unknown): void {
    this.#parts[part] = { ...this.#parts[part], [name]: value }
  }

  #refuse(setting: string, value: unknown): void {
    const { name } = withoutPrefix(setting)
    if (name === 'group.protocol') {
      if (String(value).toLowerCase() !== 'classic') this.#problems.push(noStreamsProtocol(setting, value))
      return
    }
    const expected = saidElsewhere.get(name)
    if (expected !== undefined) {
      this.#problems.push({ code: 'UNKNOWN_OPTION', option: setting, expected, found: shown(value) })
      return
    }
    const names = [...byKafkaName.keys(), ...saidElsewhere.keys()]
    this.#problems.push(unknownOption(setting, closestName(setting, names)))
  }
}

function noStreamsProtocol(option: string, value: unknown): ConfigProblem {
  const expected = "'classic': brokers that assign tasks themselves (KIP-1071) are not spoken with"
  return { code: 'BAD_OPTION', option, expected, found: shown(value) }
}
