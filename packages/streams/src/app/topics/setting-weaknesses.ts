/**
 * Why an internal topic that is there already may lose what its application relies on: its settings are others than
 * those with which it would be created. Told, and left as they are, since somebody may have had reasons.
 */
import type { ConfigMap } from '@millrace/core'
import type { InternalTopic } from '../../topology/internal-topics.ts'

/** Each as a sentence without its end; none where all is well. */
export function weaknessesOf({ kind, settings }: InternalTopic, found: ConfigMap): readonly string[] {
  const value = (name: string) => found.get(name)?.value ?? null
  const policy = value('cleanup.policy') ?? ''
  const wantedPolicy = settings['cleanup.policy'] ?? ''
  const weaknesses: string[] = []
  if (kind === 'repartition' && policy.includes('compact')) {
    weaknesses.push(`cleanup.policy is '${policy}': records of the same key are lost before they are processed`)
  }
  if (policy.includes('delete')) {
    if (!wantedPolicy.includes('delete')) {
      weaknesses.push(`cleanup.policy is '${policy}': what is deleted cannot be restored`)
    } else if (isLess(value('retention.ms'), settings['retention.ms'])) {
      weaknesses.push(`retention.ms is ${value('retention.ms')}, less than ${settings['retention.ms']}`)
    }
    if (!isEndless(value('retention.bytes'))) {
      weaknesses.push(`retention.bytes is ${value('retention.bytes')}: records are deleted by their size`)
    }
  }
  if (isLess(value('min.compaction.lag.ms'), settings['min.compaction.lag.ms'])) {
    const [lagMs, wantedMs] = [value('min.compaction.lag.ms'), settings['min.compaction.lag.ms']]
    weaknesses.push(`min.compaction.lag.ms is ${lagMs}, less than ${wantedMs}: history is lost too early`)
  }
  return weaknesses
}

/** Of numbers of which a negative one is no limit. False where one of them is not known. */
function isLess(found: string | null, wanted: string | undefined): boolean {
  if (found === null || wanted === undefined || isEndless(found)) return false
  return isEndless(wanted) || BigInt(found) < BigInt(wanted)
}

function isEndless(value: string | null): boolean {
  return value === null || value.startsWith('-')
}
