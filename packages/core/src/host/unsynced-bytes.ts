/**
 * What of a file is durable, and what was changed since, for a disk whose machine may lose power. Synced bytes
 * survive; each later change may have reached the device whole, in part or not at all, and in any order,
 * because the operating system writes its pages back as it likes.
 */
import { MemoryBytes } from './memory-bytes.ts'
import type { Random } from './random.ts'

/** A device writes one sector whole or not at all. */
const SECTOR_BYTES = 512
/** The operating system writes back page by page. */
const PAGE_BYTES = 4096

type Change = { readonly position: number; readonly bytes: Uint8Array } | { readonly size: number }

export class UnsyncedBytes {
  #durable = new MemoryBytes()
  #changes: Change[] = []

  wrote(bytes: Uint8Array, position: number): void {
    this.#changes.push({ position, bytes })
  }

  truncated(size: number): void {
    this.#changes.push({ size })
  }

  /** Everything so far is durable. */
  sync(): void {
    for (const change of this.#changes) apply(this.#durable, change)
    this.#changes = []
  }

  /** What the file holds after a loss of power; that is durable then. */
  settle(random: Random): MemoryBytes {
    for (const change of this.#changes) {
      for (const part of 'size' in change ? someOf(change, random) : partsOf(change, random)) apply(this.#durable, part)
    }
    this.#changes = []
    return this.#durable.copy()
  }
}

function apply(target: MemoryBytes, change: Change): void {
  if ('size' in change) target.truncate(change.size)
  else target.write(change.bytes, change.position)
}

function someOf(change: Change, random: Random): Change[] {
  return random.below(2) === 0 ? [] : [change]
}

/** What reached the device of a write: nothing, all, a first part up to some sector, or some of its pages. */
function partsOf(write: { position: number; bytes: Uint8Array }, random: Random): Change[] {
  const outcome = random.below(4)
  if (outcome === 0) return []
  if (outcome === 1) return [write]
  if (outcome === 2) return cut(write, SECTOR_BYTES).slice(0, random.below(sectorsOf(write) + 1))
  return cut(write, PAGE_BYTES).filter(() => random.below(2) === 0)
}

function sectorsOf({ position, bytes }: { position: number; bytes: Uint8Array }): number {
  return Math.ceil((position + bytes.length) / SECTOR_BYTES) - Math.floor(position / SECTOR_BYTES)
}

/** The write in pieces that end where the file's sectors or pages do. */
function cut({ position, bytes }: { position: number; bytes: Uint8Array }, unit: number): Change[] {
  const pieces: Change[] = []
  for (let done = 0; done < bytes.length; ) {
    const size = Math.min(bytes.length - done, unit - ((position + done) % unit))
    pieces.push({ position: position + done, bytes: bytes.subarray(done, done + size) })
    done += size
  }
  return pieces
}
