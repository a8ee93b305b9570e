/** Where a task is just now, as an error handler is told it. */
import type { FailurePlace } from '../failure/failure.ts'
import type { TaskState } from './task-state.ts'

export function failurePlace(state: TaskState, node: string): FailurePlace {
  const { topic, partition, offset, timestamp, headers } = state.recordContext
  const { taskId, flushedStore, sourceRecord: source } = state
  // A row that a cache let go of, or a punctuation, is not of the record that is in work.
  const isOfSource = source?.offset === offset && source.topic === topic && source.partition === partition
  const rawKey = isOfSource ? source.key : null
  const rawValue = isOfSource ? source.value : null
  return { node, taskId, topic, partition, offset, timestamp, headers, rawKey, rawValue, flushedStore }
}
