/** Which calls of a disk fail, by their number: what the walk past all of them shares. */
import type { DiskAction } from '../../host/disk.ts'

export interface Failing {
  /** Which call fails, counted from 1. */
  readonly at: number
  /** A full disk refuses whatever takes room from that call on; one that hiccups refuses just that call. */
  readonly how: 'full' | 'hiccup'
  /** How the process ends after the story. */
  readonly end: 'kill' | 'power loss'
}

/** What a full disk refuses. */
export const GROWING: readonly DiskAction[] = [
  'write',
  'truncate',
  'make directory',
  'sync',
  'sync directory',
  'rename',
]

/** Counts calls, and says which fail. */
export class Refusals {
  calls = 0
  readonly code: string
  readonly #failing: Failing

  constructor(failing: Failing) {
    this.#failing = failing
    this.code = failing.how === 'full' ? 'ENOSPC' : 'EIO'
  }

  refuse(action: DiskAction): string | undefined {
    const { at, how } = this.#failing
    this.calls++
    const isMeant = how === 'full' ? this.calls >= at && GROWING.includes(action) : this.calls === at
    return isMeant ? this.code : undefined
  }
}
