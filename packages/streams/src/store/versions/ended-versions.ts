/**
 * The versions that have ended, of all keys: found by key and moment, forgotten by the segment. A key's versions
 * never overlap; between them there may be times of which nothing is known, in which it had no value.
 */
import type { ByteMap, ByteRange } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { SegmentMaps } from '../parts/segment-maps.ts'
import { type EndedVersion, endedKey, endedRow, readEnded } from './version-layout.ts'

/** What is known of a key at a moment: the version that held, or else when the next one began. */
export interface Found {
  readonly version: EndedVersion | null
  readonly nextFromMs: number | null
}

const nothingFound: Found = { version: null, nextFromMs: null }

export class EndedVersions {
  readonly #segments: SegmentMaps
  readonly #segmentIntervalMs: number

  constructor(space: StoreSpace, segmentIntervalMs: number) {
    this.#segments = new SegmentMaps(space)
    this.#segmentIntervalMs = segmentIntervalMs
  }

  put(key: Buffer, version: EndedVersion): void {
    this.#segments.open(this.#segmentOf(version.toMs)).put(endedKey(key, version.fromMs), endedRow(version))
  }

  delete(key: Buffer, { fromMs, toMs }: EndedVersion): void {
    this.#segments.find(this.#segmentOf(toMs))?.delete(endedKey(key, fromMs))
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
    const segment = this.#segments.find(this.#segmentOf(timeMs))
    return segment !== null && this.#lastUntil(segment, key, timeMs)?.toMs === timeMs
  }

  /** Versions that held at some moment of a span, oldest first. */
  within(key: Buffer, fromMs: number, toMs: number): EndedVersion[] {
    const versions: EndedVersion[] = []
    for (const segment of this.#segmentsFrom(fromMs)) {
      const range = { from: endedKey(key, 0), to: endedKey(key, toMs) }
      for (const row of drain(segment.range(range))) {
        const version = readEnded(row)
        if (version.toMs > fromMs) versions.push(version)
      }
    }
    return versions
  }

  /** Forgets whole segments that lie before this moment. */
  forgetBefore(timeMs: number): void {
    this.#segments.dropBefore(this.#segmentOf(timeMs))
  }

  #lastUntil(segment: ByteMap, key: Buffer, timeMs: number): EndedVersion | null {
    if (timeMs < 0) return null
    return first(segment, { from: endedKey(key, 0), to: endedKey(key, timeMs), order: 'reverse' })
  }

  #firstAfter(segment: ByteMap, key: Buffer, timeMs: number): EndedVersion | null {
    const from = endedKey(key, Math.max(timeMs + 1, 0))
    return first(segment, { from, to: endedKey(key, Number.MAX_SAFE_INTEGER) })
  }

  /** Java's: times before zero count to the first segment. */
  #segmentOf(timeMs: number): number {
    return Math.max(Math.trunc(timeMs / this.#segmentIntervalMs), 0)
  }

  #segmentsFrom(timeMs: number): ByteMap[] {
    return this.#segments.between(this.#segmentOf(timeMs), Number.POSITIVE_INFINITY, 'forward')
  }
}

function first(segment: ByteMap, range: ByteRange): EndedVersion | null {
  const rows = segment.range(range)
  const row = rows.next()
  rows.close()
  return row === null ? null : readEnded(row)
}
