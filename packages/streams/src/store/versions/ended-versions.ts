/**
 * The versions that have ended, of all keys: found by key and moment, forgotten by the segment. A key's versions
 * never overlap; between them there may be times of which nothing is known, in which it had no value.
 */
import type { ByteMap, ByteRange } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import { type EndedVersion, endedKey, endedRow, readEnded, segmentKey } from './version-layout.ts'

/** What is known of a key at a moment: the version that held, or else when the next one began. */
export interface Found {
  readonly version: EndedVersion | null
  readonly nextFromMs: number | null
}

const nothingFound: Found = { version: null, nextFromMs: null }

export class EndedVersions {
  readonly #rows: ByteMap
  readonly #segmentIntervalMs: number
  /** Those that have rows, ascending. */
  readonly #segments: number[] = []

  constructor(rows: ByteMap, segmentIntervalMs: number) {
    this.#rows = rows
    this.#segmentIntervalMs = segmentIntervalMs
  }

  put(key: Buffer, version: EndedVersion): void {
    const segment = this.#segmentOf(version.toMs)
    this.#open(segment)
    this.#rows.put(endedKey(segment, key, version.fromMs), endedRow(version))
  }

  delete(key: Buffer, { fromMs, toMs }: EndedVersion): void {
    this.#rows.delete(endedKey(this.#segmentOf(toMs), key, fromMs))
  }

  find(key: Buffer, timeMs: number): Found {
    for (const segment of this.#segmentsFrom(timeMs)) {
      const version = this.#lastUntil(segment, key, timeMs)
      if (version !== null && version.toMs > timeMs) return { version, nextFromMs: null }
      const next = this.#firstAfter(segment, key, timeMs)
      if (next !== null) return { version: null, nextFromMs: next.fromMs }
    }
    return nothingFound
  }

  /** Whether something of the key ended at just this moment. */
  endsAt(key: Buffer, timeMs: number): boolean {
    return this.#lastUntil(this.#segmentOf(timeMs), key, timeMs)?.toMs === timeMs
  }

  /** Versions that held at some moment of a span, oldest first. */
  within(key: Buffer, fromMs: number, toMs: number): EndedVersion[] {
    const versions: EndedVersion[] = []
    for (const segment of this.#segmentsFrom(fromMs)) {
      const range = { from: endedKey(segment, key, 0), to: endedKey(segment, key, toMs) }
      for (const row of drain(this.#rows.range(range))) {
        const version = readEnded(row)
        if (version.toMs > fromMs) versions.push(version)
      }
    }
    return versions
  }

  /** Forgets whole segments that lie before this moment. */
  forgetBefore(timeMs: number): void {
    const least = this.#segmentOf(timeMs)
    const [first] = this.#segments
    if (first === undefined || first >= least) return
    const kept = this.#segments.findIndex((segment) => segment >= least)
    this.#segments.splice(0, kept < 0 ? this.#segments.length : kept)
    this.#rows.deleteRange({ before: segmentKey(least) })
  }

  clear(): void {
    this.#rows.clear()
    this.#segments.length = 0
  }

  #lastUntil(segment: number, key: Buffer, timeMs: number): EndedVersion | null {
    if (timeMs < 0) return null
    const to = endedKey(segment, key, timeMs)
    return this.#first({ from: endedKey(segment, key, 0), to, order: 'reverse' })
  }

  #firstAfter(segment: number, key: Buffer, timeMs: number): EndedVersion | null {
    const from = endedKey(segment, key, Math.max(timeMs + 1, 0))
    return this.#first({ from, to: endedKey(segment, key, Number.MAX_SAFE_INTEGER) })
  }

  #first(range: ByteRange): EndedVersion | null {
    const rows = this.#rows.range(range)
    const row = rows.next()
    rows.close()
    return row === null ? null : readEnded(row)
  }

  /** Java's: times before zero count to the first segment. */
  #segmentOf(timeMs: number): number {
    return Math.max(Math.trunc(timeMs / this.#segmentIntervalMs), 0)
  }

  #segmentsFrom(timeMs: number): number[] {
    const least = this.#segmentOf(timeMs)
    return this.#segments.filter((segment) => segment >= least)
  }

  #open(segment: number): void {
    const last = this.#segments.at(-1)
    if (last === segment) return
    if (last === undefined || last < segment) {
      this.#segments.push(segment)
      return
    }
    const at = this.#segments.findIndex((other) => other >= segment)
    if (this.#segments[at] !== segment) this.#segments.splice(at, 0, segment)
  }
}
