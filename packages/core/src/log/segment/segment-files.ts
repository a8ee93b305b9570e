/**
 * The files of one segment: the records, their indexes, all named after the base offset. Knows how to
 * find, save, rename and remove them, and nothing of what is in them.
 */
import { join } from 'node:path'
import type { Disk } from '../../host/disk.ts'
import { type SegmentFileKind, segmentFileName, type TemporaryState } from '../file-names.ts'

/** What makes up a segment, in the order in which files are removed: the records last, as a start looks for them. */
const SEGMENT_KINDS = ['index', 'timeindex', 'txnindex', 'log'] as const satisfies readonly SegmentFileKind[]

/** Freeing them takes a millisecond or two. */
const BYTES_FREED_A_STEP = 4 * 1024 * 1024

export class SegmentFiles {
  readonly disk: Disk
  readonly directory: string
  readonly baseOffset: number
  readonly #states = new Map<SegmentFileKind, TemporaryState | null>()

  constructor(place: { disk: Disk; directory: string; baseOffset: number; state?: TemporaryState | null }) {
    this.disk = place.disk
    this.directory = place.directory
    this.baseOffset = place.baseOffset
    for (const kind of SEGMENT_KINDS) this.#states.set(kind, place.state ?? null)
  }

  path(kind: SegmentFileKind): string {
    return this.#pathIn(kind, this.#states.get(kind) ?? null)
  }

  exists(kind: SegmentFileKind): boolean {
    return this.disk.facts(this.path(kind)) !== undefined
  }

  /** All bytes of a file, or nothing where there is none. */
  load(kind: SegmentFileKind): Buffer | null {
    const path = this.path(kind)
    if (this.disk.facts(path) === undefined) return null
    const file = this.disk.open(path, { create: false })
    try {
      const bytes = Buffer.allocUnsafeSlow(file.size)
      return bytes.subarray(0, file.read(bytes, 0))
    } finally {
      file.close()
    }
  }

  /** Makes a file hold just these bytes. */
  save(kind: SegmentFileKind, bytes: Buffer): void {
    const file = this.disk.open(this.path(kind), { create: true })
    try {
      file.truncate(bytes.length)
      file.write([bytes], 0)
    } finally {
      file.close()
    }
  }

  async sync(kind: SegmentFileKind): Promise<void> {
    if (!this.exists(kind)) return
    const file = this.disk.open(this.path(kind), { create: false })
    try {
      await file.sync()
    } finally {
      file.close()
    }
  }

  /** Gives all files, or those of some kinds, another state, as `00…42.log` becomes `00…42.log.deleted`. */
  changeState(state: TemporaryState | null, kinds: readonly SegmentFileKind[] = SEGMENT_KINDS): void {
    for (const kind of kinds) {
      if (this.exists(kind)) this.disk.rename(this.path(kind), this.#pathIn(kind, state))
      this.#states.set(kind, state)
    }
  }

  /**
   * Takes the records' file away piece by piece, before it is removed: the operating system takes its time to
   * free a large one. Whoever drives this gives others a turn after each step.
   */
  *shorten(): Generator<void> {
    if (!this.exists('log')) return
    const file = this.disk.open(this.path('log'), { create: false })
    try {
      for (let size = file.size - BYTES_FREED_A_STEP; size > 0; size -= BYTES_FREED_A_STEP) {
        file.truncate(size)
        yield
      }
    } finally {
      file.close()
    }
  }

  remove(): void {
    for (const kind of SEGMENT_KINDS) this.disk.remove(this.path(kind))
  }

  #pathIn(kind: SegmentFileKind, state: TemporaryState | null): string {
    return join(this.directory, segmentFileName({ offset: this.baseOffset, kind, state }))
  }
}
