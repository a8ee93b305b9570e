/** How a scenario says which windows there are (FORMAT.md section 5). */
import {
  hopping,
  type SessionWindows,
  type SlidingWindows,
  session,
  sliding,
  type TimeWindows,
  tumbling,
  type UnlimitedWindows,
  unlimited,
} from '@millrace/streams'
import type { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import type { KeyType } from '../types.ts'

export interface TimeWindowsOfScenario {
  readonly windows: TimeWindows | UnlimitedWindows | SlidingWindows
  readonly key: KeyType
}

/** Null for sessions. */
export function timeWindows(args: Arguments): TimeWindowsOfScenario | null {
  const type = args.text('type')
  if (type === 'session') return null
  if (type === 'unlimited') {
    const windows = unlimited({ startMs: args.optionalNumber('startMs') ?? 0 })
    return { windows, key: { kind: 'timeWindowed', sizeMs: Number.POSITIVE_INFINITY } }
  }
  if (type === 'sliding') {
    const sizeMs = args.number('differenceMs')
    return { windows: sliding(sizeMs, graceOf(args)), key: { kind: 'timeWindowed', sizeMs } }
  }
  const sizeMs = args.number('sizeMs')
  const key: KeyType = { kind: 'timeWindowed', sizeMs }
  if (type === 'tumbling') return { windows: tumbling(sizeMs, graceOf(args)), key }
  if (type !== 'hopping') throw new FormatError(`${args.where}: unknown window type ${type}`)
  return { windows: hopping(sizeMs, { advance: args.number('advanceMs'), ...graceOf(args) }), key }
}

export function sessionWindows(args: Arguments): SessionWindows {
  return session(args.number('gapMs'), graceOf(args))
}

function graceOf(args: Arguments): { grace?: number } {
  const grace = args.optionalNumber('graceMs')
  return grace === undefined ? {} : { grace }
}
