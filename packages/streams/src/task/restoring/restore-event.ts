/**
 * What is told of stores that are restored: to whoever listens, and on a channel of `node:diagnostics_channel`. Where
 * nobody listens nothing is made.
 */
import { channel } from 'node:diagnostics_channel'

/** A standby follows and never ends. */
export type RestoreKind = 'active' | 'standby'

interface RestoreFacts {
  readonly taskId: string
  readonly kind: RestoreKind
  readonly store: string
  readonly topic: string
  readonly partition: number
}

/** How far it has come; told at most so often for each changelog. */
export interface RestoreProgress {
  /** Of the record that comes next. */
  readonly offset: number
  /** Null where it is not known yet. */
  readonly endOffset: number | null
  /** How many have been taken since the start. */
  readonly records: number
  readonly recordsPerSecond: number
  /** From here to the end; there may be fewer records than offsets. */
  readonly offsetsLeft: number | null
  /** As long as it goes on as fast as until now; null where that is not known. */
  readonly timeLeftMs: number | null
}

export type RestoreEvent = RestoreFacts &
  (
    | { readonly phase: 'start'; readonly startOffset: number; readonly endOffset: number | null }
    | ({ readonly phase: 'progress' } & RestoreProgress)
    | { readonly phase: 'end'; readonly records: number; readonly durationMs: number }
    /** `emptied`: the changelog no longer has what came next, and all is read anew. */
    | {
        readonly phase: 'suspended'
        readonly records: number
        readonly offset: number | null
        readonly reason: 'removed' | 'promoted' | 'emptied'
      }
  )

export type RestoreListener = (event: RestoreEvent) => void

export const restoreChannel = channel('millrace:streams:restore')
