/**
 * What Java throws where we throw. In Java, everything that a record or a punctuation sets off arrives wrapped in
 * a StreamsException; what is refused while a topology is built arrives as it is, and this table says as what.
 */
import {
  DurationError,
  ProcessingError,
  StoreError,
  type StoreErrorCode,
  TopologyError,
  type TopologyErrorCode,
} from '@millrace/streams'
import { FormatError } from '../scenario/format-error.ts'
import type { ScenarioError } from './result.ts'

/** Java's class for each code of a TopologyError. */
const topologyErrors: Record<TopologyErrorCode, string> = {
  NAME_TAKEN: 'TopologyException',
  BAD_NAME: 'TopologyException',
  UNKNOWN_NODE: 'TopologyException',
  UNKNOWN_STORE: 'TopologyException',
  STORE_TAKEN: 'TopologyException',
  TOPIC_TAKEN: 'TopologyException',
  NO_TOPICS: 'TopologyException',
  NO_PARENTS: 'TopologyException',
  BAD_PARENT: 'TopologyException',
  NOT_COPARTITIONED: 'TopologyException',
  MISSING_SERDE: 'ConfigException',
  BAD_PROCESSOR: 'IllegalArgumentException',
  NOT_SUPPRESSIBLE: 'TopologyException',
  NOT_SUPPORTED: 'IllegalArgumentException',
  WRONG_STORE_KIND: 'ClassCastException',
  RETENTION_TOO_SHORT: 'IllegalArgumentException',
  OFFSET_RESET_CONFLICT: 'TopologyException',
  UNNAMED_RESOURCES: 'TopologyException',
}

/** The same for what a store refuses, where it is not a processor that called it. */
const storeErrors: Record<StoreErrorCode, string> = {
  NULL_KEY: 'NullPointerException',
  CLOSED: 'InvalidStateStoreException',
  BAD_DEFINITION: 'IllegalArgumentException',
  UNKNOWN_CHANGELOG: 'ProcessorStateException',
  READ_ONLY: 'UnsupportedOperationException',
}

/** What ends a task, in Java a StreamsException all of it. */
const taskErrors = new Set(['ProcessingError', 'DeserializationError', 'ProductionError', 'TimestampError'])

export function printError(problem: unknown, at: { phase: 'build' | 'input'; input?: number }): ScenarioError {
  const error = problem instanceof Error ? problem : new Error(String(problem))
  return { class: javaClassOf(error, at.phase), cause: innermost(error).name, ...at, message: error.message }
}

/** A class of ours that stands in no table keeps its name, so that it is seen. */
function javaClassOf(error: Error, phase: ScenarioError['phase']): string {
  if (error instanceof FormatError) return 'FormatError'
  if (taskErrors.has(error.name)) return classOfTaskError(error)
  // The driver itself refuses a record.
  if (error instanceof RangeError || error instanceof DurationError) return 'IllegalArgumentException'
  if (phase === 'input') return error.name
  if (error instanceof StoreError) return storeErrors[error.code]
  return error instanceof TopologyError ? topologyErrors[error.code] : error.name
}

/** Java names a failure while a cache is written out after the store, and throws what ends its global task as it is. */
function classOfTaskError(error: Error): string {
  if (!(error instanceof ProcessingError)) return 'StreamsException'
  if (error.failure.flushedStore !== null) return 'ProcessorStateException'
  if (error.failure.taskId !== '-1_-1') return 'StreamsException'
  const { name } = innermost(error)
  return name === 'GlobalProcessorError' ? 'UnsupportedOperationException' : name
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error
}
