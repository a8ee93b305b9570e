/** What a test says of the driver, and what the driver shows it: settings are Java's defaults where nothing is said. */
import type { Failure } from '../failure/failure.ts'
import type { FailureAnswer } from '../failure/failure-policy.ts'
import type { PunctuationType } from '../processor/processor-context.ts'
import type { TaskConfig } from '../task/task-config.ts'
import type { Duration } from '../time/duration.ts'
import { failOnInvalidTimestamp } from '../topology/timestamp-extractor.ts'
import type { DrivenChangelogs } from './driven-changelogs.ts'

export interface TestDriverOptions {
  readonly config?: Partial<TaskConfig>
  /** The wall clock at the start, in milliseconds since 1970. */
  readonly startTime?: number
  /**
   * Commit as production does: when so much of the wall clock has passed, or a processor has asked for it. Record
   * caches then hold updates back until `advanceWallClock` or `commit`. Default: a commit after each record.
   */
  readonly commitInterval?: Duration
  /**
   * Stores begin as they come back from these changelogs, as `produced` of another driver has them, by the names of their
   * topics. Default: with what a folder has of them, or with nothing.
   */
  readonly changelogs?: DrivenChangelogs
}

export const testConfig: TaskConfig = {
  applicationId: 'test',
  cacheMaxBytes: 10 * 1024 * 1024,
  maxTaskIdleMs: 0,
  defaultKeySerde: null,
  defaultValueSerde: null,
  defaultTimestampExtractor: failOnInvalidTimestamp,
  emitIntervalMs: 0,
}

/** A punctuation that is to come. */
export interface DrivenPunctuation {
  readonly node: string
  readonly type: PunctuationType
  readonly everyMs: number
  readonly dueMs: number
}

/** A record that could not be read, processed or written, and what its handler answered. */
export interface AnsweredFailure {
  readonly failure: Failure
  readonly answer: FailureAnswer
}
