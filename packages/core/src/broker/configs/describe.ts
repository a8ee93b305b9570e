/**
 * Settings as DescribeConfigs tells of them: what holds, where that comes from, and all that would hold if that
 * were not set, the strongest first.
 */
import type { BrokerSettingName } from './broker-settings.ts'
import { dynamicBrokerSettings } from './broker-settings.ts'
import type { Configuration } from './configuration.ts'
import { allBrokerSettings } from './given-settings.ts'
import type { SettingType } from './setting.ts'
import { hiddenTopicSettings, type TopicSettingName, topicSettings } from './topic-settings.ts'
import { topicText } from './topic-values.ts'

/** Where a value comes from, by Kafka's numbers. */
const sources = { topic: 1, ownBroker: 2, allBrokers: 3, start: 4, otherwise: 5 } as const

/** Kafka's numbers of the types. */
const types: Record<SettingType, number> = { boolean: 1, string: 2, int: 3, short: 4, long: 5, double: 6, list: 7 }

export interface DescribedSetting {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly configSource: number
  readonly configType: number
  readonly synonyms: readonly SettingSynonym[]
}

interface SettingSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: number
}

/** The settings of a topic that sets these itself. */
export function describeTopic(set: ReadonlyMap<string, string>, configuration: Configuration): DescribedSetting[] {
  const names = Object.keys(topicSettings).filter((name) => !hiddenTopicSettings.has(name))
  return names.map((key) => {
    const name = key as TopicSettingName
    const { setting, synonyms: brokers } = topicSettings[name]
    const value = topicText(name, set, configuration.textOf)
    const names = brokers.map((one) => one.name)
    const own = set.has(name) ? [{ name, value, source: sources.topic }] : []
    const synonyms = [...own, ...synonymsOf(names[0], names, configuration)]
    return { name, value, readOnly: false, ...sourceAndType(synonyms, setting.type) }
  })
}

/** The settings of the broker. */
export function describeBroker(configuration: Configuration): DescribedSetting[] {
  return Object.entries(allBrokerSettings).map(([name, { type, parse }]) => {
    const text = configuration.textOf(name as BrokerSettingName)
    const parsed = text === null ? null : parse(text)
    const value = parsed?.kind === 'value' ? parsed.text : text
    const synonyms = synonymsOf(name, namesLike(name), configuration)
    return { name, value, readOnly: !dynamicBrokerSettings.has(name), ...sourceAndType(synonyms, type) }
  })
}

/** What is set for all brokers of the cluster. */
export function describeAllBrokers(configuration: Configuration): DescribedSetting[] {
  return Array.from(configuration.dynamic.common, ([name, value]) => {
    const synonyms = [{ name, value, source: sources.allBrokers }]
    const type = allBrokerSettings[name]?.type ?? 'string'
    return { name, value, readOnly: !dynamicBrokerSettings.has(name), ...sourceAndType(synonyms, type) }
  })
}

function sourceAndType(synonyms: readonly SettingSynonym[], type: SettingType) {
  return { configSource: synonyms[0]?.source ?? sources.otherwise, configType: types[type], synonyms }
}

/** A setting of the broker, and those that stand in for it: what `log.retention.ms` lacks `log.retention.hours` says. */
function namesLike(name: string): string[] {
  for (const { synonyms } of Object.values(topicSettings)) {
    const names: string[] = synonyms.map((one) => one.name)
    if (names.includes(name)) return name === 'log.flush.scheduler.interval.ms' ? [name] : names
  }
  return [name]
}

/** What is set under the names, the strongest first; what comes before the wanted name itself is left out, as in Kafka. */
function synonymsOf(wanted: string | undefined, names: readonly string[], configuration: Configuration) {
  const { own, common } = configuration.dynamic
  const from = (texts: ReadonlyMap<string, string>, source: number) =>
    names.flatMap((name) => {
      const value = texts.get(name)
      return value === undefined ? [] : [{ name, value, source }]
    })
  const defaults = new Map<string, string>()
  for (const name of names) {
    const text = allBrokerSettings[name]?.otherwise ?? null
    if (text !== null) defaults.set(name, text)
  }
  const all = [
    ...from(own, sources.ownBroker),
    ...from(common, sources.allBrokers),
    ...from(configuration.given, sources.start),
    ...from(defaults, sources.otherwise),
  ]
  const first = all.findIndex(({ name }) => name === wanted)
  return first === -1 ? [] : all.slice(first)
}
