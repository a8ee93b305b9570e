/** Changes what is set for a topic or for brokers, once it is checked; or only checks it. */
import { DiskError } from '../../host/disk.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { resourceTypes } from '../metadata/metadata-state.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { configEvents } from '../topics/topics.ts'
import { after, type Changes, type SetNow } from './alteration.ts'
import { dynamicBrokerSettings } from './broker-settings.ts'
import { allBrokerSettings } from './given-settings.ts'
import { findResource, type NamedResource, type Resource } from './resource.ts'
import { faultOfTopicSettings } from './topic-changes.ts'
import { isTopicSetting, topicSettings } from './topic-settings.ts'

/** What is wanted, given what is set now. */
export type Wanted = (now: SetNow) => Changes | Refusal

export interface AlterOptions {
  readonly validateOnly: boolean
}

/** Why nothing was changed, or null. */
export async function alter(
  named: NamedResource & { readonly wanted: Wanted },
  parts: BrokerParts,
  { validateOnly }: AlterOptions,
): Promise<Refusal | null> {
  const resource = findResource(named, parts)
  if (resource.kind === 'refusal') return resource
  if (resource.kind === 'loggers')
    return refusal('INVALID_REQUEST', 'the levels of loggers are not set by clients here')
  const now = setNow(resource, parts)
  const changes = named.wanted(now)
  if ('kind' in changes) return changes
  const refused = resource.kind === 'topic' ? refuseTopic(now.set, changes) : refuseBroker(changes)
  if (refused !== null || validateOnly || changes.size === 0) return refused
  return await apply(resource, changes, parts)
}

function setNow(resource: Exclude<Resource, { kind: 'loggers' }>, { configuration }: BrokerParts): SetNow {
  if (resource.kind === 'topic') {
    const settingOf = (name: string) => (isTopicSetting(name) ? topicSettings[name].setting : undefined)
    return { set: configuration.setFor(resource.topic.name), settingOf }
  }
  const { own, common } = configuration.dynamic
  return { set: resource.kind === 'broker' ? own : common, settingOf: (name) => allBrokerSettings[name] }
}

function refuseTopic(set: ReadonlyMap<string, string>, changes: Changes): Refusal | null {
  const fault = faultOfTopicSettings(after(set, changes))
  return fault === null ? null : refusal('INVALID_CONFIG', fault)
}

/** As in Kafka a name that nobody knows is taken: it may be one of a plug-in. */
function refuseBroker(changes: Changes): Refusal | null {
  for (const [name, text] of changes) {
    const setting = allBrokerSettings[name]
    if (setting === undefined || text === null) continue
    if (!dynamicBrokerSettings.has(name))
      return refusal('INVALID_REQUEST', `${name} cannot be set while the broker runs`)
    const parsed = setting.parse(text)
    if (parsed.kind === 'fault')
      return refusal('INVALID_REQUEST', `${name}: expected ${parsed.expected}, found '${text}'`)
  }
  return null
}

async function apply(resource: Exclude<Resource, { kind: 'loggers' }>, changes: Changes, parts: BrokerParts) {
  const { topics, metadata, configuration, logger } = parts
  try {
    if (resource.kind === 'topic') await topics.setConfigs(resource.topic, changes)
    else {
      const name = resource.kind === 'broker' ? resource.name : ''
      await metadata.append(configEvents(resourceTypes.broker, name, changes))
      configuration.refresh()
      for (const topic of topics) topics.refreshConfig(topic)
    }
    return null
  } catch (problem) {
    if (!(problem instanceof DiskError)) throw problem
    logger.error({ problem }, 'settings could not be stored')
    return refusal('KAFKA_STORAGE_ERROR', problem.message)
  }
}
