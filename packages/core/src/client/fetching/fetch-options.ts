/** How a fetcher reads, with Java's defaults where it has them, and what it may hold in memory. */

import type { TopicPartition } from '../groups/assignment.ts'
import type { Place, Position } from './fetch-position.ts'

/** What is done where the offset to be read is not in the log: `none` makes it an error of `poll`. */
export type OutOfRangePolicy = 'earliest' | 'latest' | 'none' | ((lost: LostPosition) => OutOfRangeAnswer)

export type OutOfRangeAnswer = Place | 'none' | { readonly offset: number }

export interface LostPosition extends TopicPartition {
  readonly offset: number
}

/** A partition goes on elsewhere than where it stood, and nobody asked for that by a seek. */
export interface Reset extends TopicPartition {
  readonly reason: 'out of range' | 'truncated'
  readonly from: number
  /** The offset, or where it is looked up. */
  readonly to: Position | Place
}

export interface FetchOptions {
  /** Default: read_committed, so that nothing is seen of transactions that were aborted or go on. */
  readonly isolation?: 'read_uncommitted' | 'read_committed'
  /** How long a broker may wait for `minBytes`. Default: 500 ms. */
  readonly maxWaitMs?: number
  /** Default: 1. */
  readonly minBytes?: number
  /** Of one answer; a batch that alone is larger comes nevertheless. Default: 50 MiB. */
  readonly maxBytes?: number
  /** Of one partition in one answer, with the same exception. Default: 1 MiB. */
  readonly partitionMaxBytes?: number
  /**
   * What may have come and not be consumed, all in all. Each partition has an equal share of it, at most two
   * answers' worth, so that one that is slow or paused takes nothing from the others. Whatever of a record the program
   * has in hand keeps the answer that it came with, besides. Default: 64 MiB.
   */
  readonly bufferBytes?: number
  /** Where this reader stands: leaders that know replicas nearby send it there. Default: '', nowhere. */
  readonly rackId?: string
  /** Default: true. */
  readonly checkCrc?: boolean
  /** Default: latest, as Java's `auto.offset.reset`. */
  readonly onOutOfRange?: OutOfRangePolicy
  /** Hears of each reset. */
  readonly onReset?: (reset: Reset) => void
}

export type FetchSettings = Required<FetchOptions>

const MIB = 1024 * 1024

export function fetchSettings(options: FetchOptions): FetchSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return {
    isolation: 'read_committed',
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 50 * MIB,
    partitionMaxBytes: MIB,
    bufferBytes: 64 * MIB,
    rackId: '',
    checkCrc: true,
    onOutOfRange: 'latest',
    onReset: () => {},
    ...(Object.fromEntries(given) as FetchOptions),
  }
}
