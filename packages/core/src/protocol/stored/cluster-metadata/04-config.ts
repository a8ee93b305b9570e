/**
 * ConfigRecord: record type 4 of __cluster_metadata: a setting of a topic (resourceType 2) or of a broker (4,
 * the empty name being all brokers) has this value from now on; null sets it back to what holds otherwise. With
 * a topic its settings go. There is one version.
 */
import type { Message } from '../../schema.ts'

export const configRecord = {
  name: 'ConfigRecord',
  key: 4,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    resourceType: { type: 'int8' },
    resourceName: { type: 'string' },
    name: { type: 'string' },
    value: { type: 'string', nullable: true },
  },
} as const satisfies Message
