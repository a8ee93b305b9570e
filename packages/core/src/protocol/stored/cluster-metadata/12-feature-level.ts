/**
 * FeatureLevelRecord: record type 12 of __cluster_metadata: the cluster uses a feature at this level from now
 * on; 0 is not at all. A new log begins with that of `metadata.version`, which says what is needed to read the
 * rest. There is one version, and there will be no other.
 */
import type { Message } from '../../schema.ts'

export const featureLevelRecord = {
  name: 'FeatureLevelRecord',
  key: 12,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    name: { type: 'string' },
    featureLevel: { type: 'int16' },
  },
} as const satisfies Message
