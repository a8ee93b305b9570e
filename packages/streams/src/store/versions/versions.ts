/**
 * The values that keys had over time, as bytes. The latest one of a key, if it is not a deletion, is never forgotten;
 * older ones are, once they ended before the history. A deletion in the end leaves nothing but the end of the
 * version before it, as in Java: where there was none, a mark that lasts as long as its segment.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import type { RawVersion, RawVersions } from '../contract/raw-versions.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { putRefused, validToUndefined } from '../contract/versioned-store.ts'
import { latestPart } from '../parts/part-names.ts'
import { EndedVersions } from './ended-versions.ts'
import { type EndedVersion, type LatestVersion, latestRow, readLatest } from './version-layout.ts'

export class Versions implements RawVersions {
  readonly #latest: ByteMap
  readonly #ended: EndedVersions
  readonly #historyMs: number
  /** The largest time that the store itself was given. */
  #streamTimeMs = -1

  constructor(space: StoreSpace, { historyMs, segmentIntervalMs }: { historyMs: number; segmentIntervalMs: number }) {
    this.#latest = space.part(latestPart)
    this.#ended = new EndedVersions(space, segmentIntervalMs)
    this.#historyMs = historyMs
  }

  get streamTimeMs(): number {
    return this.#streamTimeMs
  }

  /** Goes on where the store was when it wrote this down. */
  continueFrom({ streamTimeMs }: { streamTimeMs: number }): void {
    this.#streamTimeMs = streamTimeMs
  }

  isBehind(timeMs: number): boolean {
    return timeMs < this.#streamTimeMs - this.#historyMs
  }

  put(key: Buffer, value: Buffer | null, timeMs: number): number {
    if (this.isBehind(timeMs)) return putRefused
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timeMs)
    this.#ended.forgetBefore(this.#streamTimeMs - this.#historyMs)
    const latest = this.#latestOf(key)
    if (latest !== null && timeMs >= latest.fromMs) {
      if (timeMs > latest.fromMs) this.#ended.put(key, { ...latest, toMs: timeMs })
      this.#setLatest(key, value, timeMs)
      return validToUndefined
    }
    return this.#putIntoPast(key, { value, timeMs, nextFromMs: latest?.fromMs ?? null })
  }

  get(key: Buffer): RawVersion | null {
    const latest = this.#latestOf(key)
    return latest === null ? null : { ...latest, toMs: null }
  }

  getAsOf(key: Buffer, timeMs: number): RawVersion | null {
    const latest = this.#latestOf(key)
    if (latest !== null && latest.fromMs <= timeMs) return { ...latest, toMs: null }
    if (this.isBehind(timeMs)) return null
    const { version } = this.#ended.find(key, timeMs)
    return version === null || version.value === null ? null : { ...version, value: version.value }
  }

  history(key: Buffer, fromMs: number, toMs: number): RawVersion[] {
    const found: RawVersion[] = []
    if (!this.isBehind(toMs)) {
      const since = Math.max(fromMs, this.#streamTimeMs - this.#historyMs, 0)
      for (const version of this.#ended.within(key, since, toMs)) {
        if (version.value !== null) found.push({ ...version, value: version.value })
      }
    }
    const latest = this.#latestOf(key)
    if (latest !== null && latest.fromMs <= toMs) found.push({ ...latest, toMs: null })
    return found
  }

  /** Puts a version before another one, or behind the end of all. */
  #putIntoPast(key: Buffer, put: { value: Buffer | null; timeMs: number; nextFromMs: number | null }): number {
    const { value, timeMs } = put
    const { version, nextFromMs } = this.#ended.find(key, timeMs)
    if (version !== null) {
      this.#divide(key, version, timeMs)
      this.#ended.put(key, { fromMs: timeMs, toMs: version.toMs, value })
      return version.toMs
    }
    const toMs = nextFromMs ?? put.nextFromMs
    if (toMs !== null) {
      this.#ended.put(key, { fromMs: timeMs, toMs, value })
      return toMs
    }
    if (value !== null) this.#setLatest(key, value, timeMs)
    else if (!this.#ended.endsAt(key, timeMs)) this.#ended.put(key, { fromMs: timeMs, toMs: timeMs, value })
    return validToUndefined
  }

  /** Lets a version end where another one begins that lies within it. */
  #divide(key: Buffer, version: EndedVersion, timeMs: number): void {
    this.#ended.delete(key, version)
    if (version.fromMs < timeMs) this.#ended.put(key, { ...version, toMs: timeMs })
  }

  #latestOf(key: Buffer): LatestVersion | null {
    const row = this.#latest.get(key)
    return row === null ? null : readLatest(row)
  }

  #setLatest(key: Buffer, value: Buffer | null, fromMs: number): void {
    if (value === null) this.#latest.delete(key)
    else this.#latest.put(key, latestRow({ fromMs, value }))
  }
}
