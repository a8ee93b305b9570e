/**
 * What is set, for the broker and for its topics, and what holds: what was set while the broker ran, then what
 * it was started with, then Kafka's defaults. `broker` always has the values that hold now.
 */
import assert from 'node:assert/strict'
import { type BrokerConfig, camelCase } from '../broker-config.ts'
import { type MetadataState, resourceTypes } from '../metadata/metadata-state.ts'
import { brokerSettings } from './broker-settings.ts'
import { allBrokerSettings } from './given-settings.ts'
import type { TopicValues } from './topic-settings.ts'
import { type BrokerText, topicValues } from './topic-values.ts'

export interface ConfigurationOptions {
  readonly nodeId: number
  /** What the broker was started with, by Kafka's names. */
  readonly given: ReadonlyMap<string, string>
  readonly state: MetadataState
}

export class Configuration {
  readonly #options: ConfigurationOptions
  readonly #broker: Record<string, unknown> = {}
  /** What holds for the topic that was asked for last: its partitions ask one after the other. */
  #latest: { readonly topic: string; readonly version: number; readonly values: TopicValues } | null = null

  constructor(options: ConfigurationOptions) {
    this.#options = options
    this.refresh()
  }

  /** The values that hold now: the same object for ever. */
  get broker(): BrokerConfig {
    return this.#broker as BrokerConfig
  }

  get nodeId(): number {
    return this.#options.nodeId
  }

  /** What the broker was started with. */
  get given(): ReadonlyMap<string, string> {
    return this.#options.given
  }

  /** What was set since for this broker alone, and for all of its cluster. */
  get dynamic(): { readonly own: ReadonlyMap<string, string>; readonly common: ReadonlyMap<string, string> } {
    const { state, nodeId } = this.#options
    const { broker } = resourceTypes
    return { own: state.settingsOf(broker, String(nodeId)), common: state.settingsOf(broker, '') }
  }

  /** The text that holds for a setting of the broker; null where there is none. */
  readonly textOf: BrokerText = (name) => {
    const { own, common } = this.dynamic
    return own.get(name) ?? common.get(name) ?? this.given.get(name) ?? allBrokerSettings[name]?.otherwise ?? null
  }

  /** What a topic sets itself. */
  setFor(topic: string): ReadonlyMap<string, string> {
    return this.#options.state.settingsOf(resourceTypes.topic, topic)
  }

  /** What holds for a topic. */
  valuesFor(topic: string): TopicValues {
    const { settingsVersion: version } = this.#options.state
    if (this.#latest?.topic === topic && this.#latest.version === version) return this.#latest.values
    const values = topicValues(this.setFor(topic), this.textOf)
    this.#latest = { topic, version, values }
    return values
  }

  /** Takes notice of what was set for the broker since the last time. */
  refresh(): void {
    for (const [name, { parse }] of Object.entries(brokerSettings)) {
      const text = this.textOf(name as keyof typeof brokerSettings)
      const parsed = text === null ? null : parse(text)
      assert.ok(parsed?.kind !== 'fault', `${name}: a value that was checked, found ${text}`)
      this.#broker[camelCase(name)] = parsed?.value ?? null
    }
  }
}
