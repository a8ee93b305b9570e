/** A store that every instance holds whole, fed by its own source and processor outside of all tasks. */
import type { StoreDefinition } from '../store/contract/store-definition.ts'

export interface GlobalStorePlan {
  readonly store: StoreDefinition
  readonly topic: string
  readonly sourceName: string
  readonly processorName: string
  /** Whether a restore runs the processor again, or takes the topic's bytes as they are. */
  readonly reprocessesOnRestore: boolean
}
