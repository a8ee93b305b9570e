/**
 * How long the segments of a store with a retention are. On disk that is part of the definition. In memory it is
 * nobody's business, since each row goes out of sight when its own time has come: an eighth of the retention, so
 * that what is out of sight, and not dropped yet, stays little.
 */
import type { SessionDefinition, WindowDefinition } from '../contract/store-definition.ts'

const segmentsInMemory = 8

export function segmentIntervalOf(definition: WindowDefinition | SessionDefinition): number {
  const { place, retentionMs, segmentIntervalMs } = definition
  return place === 'disk' ? segmentIntervalMs : Math.max(1, Math.ceil(retentionMs / segmentsInMemory))
}
