/** When a punctuation is first due, and on which of a task's two clocks. */

import { durationMs } from '../time/duration.ts'
import type { Cancellable, PunctuationOptions, Punctuator } from './processor-context.ts'
import type { TaskState } from './task-state.ts'

export function schedulePunctuation(
  state: TaskState,
  { every, type, startMs, node = '' }: PunctuationOptions & { readonly node?: string },
  punctuator: Punctuator,
): Cancellable {
  const everyMs = durationMs(every, 'interval of a punctuation', { minMs: 1 })
  if (startMs !== undefined && startMs < 0) throw new RangeError(`a punctuation starts at 0 or later, not ${startMs}`)
  if (type === 'stream-time') {
    const firstMs = startMs === undefined ? 0 : firstOnGrid(startMs, everyMs, state.streamTimeMs)
    return state.streamTimePunctuations.schedule({ firstMs, everyMs, punctuator, node })
  }
  const nowMs = state.wallClock()
  const firstMs = startMs === undefined ? nowMs + everyMs : firstOnGrid(startMs, everyMs, nowMs)
  return state.wallClockPunctuations.schedule({ firstMs, everyMs, punctuator, node })
}

/** The start itself; if it is past, the first line of the grid ahead of now. */
function firstOnGrid(startMs: number, everyMs: number, nowMs: number): number {
  return startMs >= nowMs ? startMs : startMs + (Math.floor((nowMs - startMs) / everyMs) + 1) * everyMs
}
