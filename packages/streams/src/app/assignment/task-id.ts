/**
 * The names of tasks, as Java writes them: `0_3` is the task of sub-topology 0 and partition 3. Java has a third part
 * for topologies with names of their own; we make no such tasks, but may hear of them.
 */
export type TaskId = string

export interface TaskIdParts {
  readonly subtopology: number
  readonly partition: number
  readonly topologyName: string | null
}

export function taskId(subtopology: number, partition: number, topologyName: string | null = null): TaskId {
  const id = `${subtopology}_${partition}`
  return topologyName === null ? id : `${topologyName}__${id}`
}

export function taskIdParts(id: TaskId): TaskIdParts {
  const nameEnd = id.lastIndexOf('__')
  const numbersStart = nameEnd === -1 ? 0 : nameEnd + 2
  const separator = id.indexOf('_', numbersStart)
  return {
    subtopology: Number(id.slice(numbersStart, separator)),
    partition: Number(id.slice(separator + 1)),
    topologyName: nameEnd === -1 ? null : id.slice(0, nameEnd),
  }
}

/** By sub-topology, then by partition. */
export function compareTaskIds(one: TaskId, other: TaskId): number {
  if (one === other) return 0
  const a = taskIdParts(one)
  const b = taskIdParts(other)
  if (a.topologyName !== b.topologyName) return (a.topologyName ?? '') < (b.topologyName ?? '') ? -1 : 1
  return a.subtopology - b.subtopology || a.partition - b.partition
}

export function sortedTasks(tasks: Iterable<TaskId>): TaskId[] {
  return [...tasks].sort(compareTaskIds)
}
