/** An internal topic as it has to be in the cluster: with all that the topology leaves open. */
import type { InternalTopic } from '../../topology/internal-topics.ts'

export interface WantedTopic extends InternalTopic {
  readonly partitions: number
}
