/** Settings of a topic, before they are stored: whether they can be, one by one and together. */
import { isTopicSetting, topicSettings } from './topic-settings.ts'

/** Why a topic cannot have just these settings; null where it can. */
export function faultOfTopicSettings(set: ReadonlyMap<string, string>): string | null {
  for (const [name, text] of set) {
    if (!isTopicSetting(name)) return `expected the name of a topic's setting, found ${name}`
    const parsed = topicSettings[name].setting.parse(text)
    if (parsed.kind === 'fault') return `${name}: expected ${parsed.expected}, found '${text}'`
  }
  return faultTogether(set)
}

function faultTogether(set: ReadonlyMap<string, string>): string | null {
  const least = numberOf(set, 'min.compaction.lag.ms')
  const most = numberOf(set, 'max.compaction.lag.ms')
  if (least > most) return `expected min.compaction.lag.ms of at most max.compaction.lag.ms, found ${least} and ${most}`
  const isTiered = set.get('remote.storage.enable')?.trim().toLowerCase() === 'true'
  return isTiered ? 'remote.storage.enable: expected false, as there is no tiered storage here, found true' : null
}

function numberOf(set: ReadonlyMap<string, string>, name: keyof typeof topicSettings): number {
  return Number(set.get(name) ?? topicSettings[name].setting.otherwise)
}
