/**
 * The names of files and directories, as Kafka gives them. A segment's files begin with its base
 * offset in 20 digits, so that a listing is in the log's order; a snapshot has the offset that it
 * stands before. A partition's directory is `TOPIC-PARTITION`, where the topic may have dashes too.
 */
import assert from 'node:assert/strict'

const SEGMENT_FILE_KINDS = ['log', 'index', 'timeindex', 'txnindex', 'snapshot'] as const

/** What a file of a segment holds. */
export type SegmentFileKind = (typeof SEGMENT_FILE_KINDS)[number]

const TEMPORARY_STATES = ['deleted', 'cleaned', 'swap'] as const

/** Why a file is not, or not yet, part of the log: to be removed, being written, about to take others' place. */
export type TemporaryState = (typeof TEMPORARY_STATES)[number]

export interface SegmentFileName {
  readonly offset: number
  readonly kind: SegmentFileKind
  /** Null for a file that is part of the log. */
  readonly state: TemporaryState | null
}

const RETIRED_STATES = ['delete', 'future', 'stray'] as const

/** Why a directory is not a partition in use: to be removed, a copy being made, not of this broker. */
export type RetiredState = (typeof RETIRED_STATES)[number]

export interface Partition {
  readonly topic: string
  readonly partition: number
}

export interface PartitionDirectory extends Partition {
  /** Null for a partition in use. */
  readonly state: RetiredState | null
}

const OFFSET_DIGITS = 20
/** The longest name that file systems take. */
const NAME_LENGTH_MAX = 255

const segmentFilePattern = new RegExp(
  `^(\\d{${OFFSET_DIGITS}})\\.(${SEGMENT_FILE_KINDS.join('|')})(?:\\.(${TEMPORARY_STATES.join('|')}))?$`,
)
const partitionPattern = /^(.+)-(\d{1,10})$/
const retiredPattern = new RegExp(`^(.+)\\.[^.]+-(${RETIRED_STATES.join('|')})$`)

/** For example `00000000000000000042.index`, or `00000000000000000042.log.cleaned`. */
export function segmentFileName({ offset, kind, state }: SegmentFileName): string {
  assert.ok(Number.isSafeInteger(offset) && offset >= 0, `an offset for a file name: ${offset}`)
  const name = `${String(offset).padStart(OFFSET_DIGITS, '0')}.${kind}`
  return state === null ? name : `${name}.${state}`
}

/** What the name of a segment's file says; null for any other name. */
export function parseSegmentFileName(name: string): SegmentFileName | null {
  const match = segmentFilePattern.exec(name)
  if (match === null) return null
  const offset = Number(match[1])
  if (!Number.isSafeInteger(offset)) return null
  return { offset, kind: match[2] as SegmentFileKind, state: (match[3] as TemporaryState | undefined) ?? null }
}

export function partitionDirectoryName({ topic, partition }: Partition): string {
  return `${topic}-${partition}`
}

/**
 * The name of a directory that is no longer, or not yet, a partition in use. The id, for example 32
 * hexadecimal digits, keeps the names of a topic that was made and deleted twice apart. Where the name
 * would be too long the topic is cut, except in `future` ones, from which it must be read back.
 */
export function retiredDirectoryName(
  { topic, partition }: Partition,
  { state, uniqueId }: { state: RetiredState; uniqueId: string },
): string {
  const end = `-${partition}.${uniqueId}-${state}`
  return state === 'future' ? topic + end : topic.slice(0, NAME_LENGTH_MAX - end.length) + end
}

/** What the name of a partition's directory says; null for any other name. */
export function parsePartitionDirectory(name: string): PartitionDirectory | null {
  const retired = retiredPattern.exec(name)
  const match = partitionPattern.exec(retired?.[1] ?? name)
  const partition = Number(match?.[2])
  if (match === null || partition > 0x7fffffff) return null
  return { topic: match[1] ?? '', partition, state: (retired?.[2] as RetiredState | undefined) ?? null }
}
