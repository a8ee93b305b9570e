/** What an application says about how its tasks work. */
import type { FailurePolicies } from '../failure/failure-handling.ts'
import type { Serde } from '../serde/serde.ts'
import type { TimestampExtractor } from '../topology/timestamp-extractor.ts'

export interface TaskConfig extends FailurePolicies {
  readonly applicationId: string
  /** For the application's own processors, which read it from their context. Default: nothing. */
  readonly appConfig?: Readonly<Record<string, unknown>>
  /** What the record caches of one thread may hold together; 0 for no caches. */
  readonly cacheMaxBytes: number
  /** How long a task waits for records of a partition that has none. */
  readonly maxTaskIdleMs: number
  /** For nodes that name no serde of their own; null if there is none. */
  readonly defaultKeySerde: Serde<unknown> | null
  readonly defaultValueSerde: Serde<unknown> | null
  readonly defaultTimestampExtractor: TimestampExtractor
  /** How often, by the wall clock, an operator looks for results that time has made final. */
  readonly emitIntervalMs: number
}
