/**
 * The rows of a store cut by time into segments of one length, each a map of its own, so that what has expired is
 * dropped at once and whole. Stream time is the store's own: the latest time that has reached it. A segment lives
 * while any time in it lies within the retention.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import type { Order } from '../contract/store-iterator.ts'

export interface SegmentsOptions {
  readonly retentionMs: number
  readonly segmentIntervalMs: number
  /** A new and empty map. */
  readonly openMap: () => ByteMap
}

export class Segments {
  readonly retentionMs: number
  readonly #intervalMs: number
  readonly #openMap: () => ByteMap
  readonly #maps = new Map<number, ByteMap>()
  /** Ascending. */
  #ids: number[] = []
  #streamTimeMs = -1
  /** The segment that was asked for last, which is mostly the one asked for next. */
  #lastId = -1
  #lastMap: ByteMap | null = null

  constructor({ retentionMs, segmentIntervalMs, openMap }: SegmentsOptions) {
    this.retentionMs = retentionMs
    // A segment without an end is the only one, and its arithmetic has to stay one of numbers.
    this.#intervalMs = Math.min(segmentIntervalMs, Number.MAX_SAFE_INTEGER)
    this.#openMap = openMap
  }

  /** -1 before anything has reached the store. */
  get streamTimeMs(): number {
    return this.#streamTimeMs
  }

  observe(timeMs: number): void {
    if (timeMs > this.#streamTimeMs) this.#streamTimeMs = timeMs
  }

  /** The segment of a time that has been observed, made if there is none; null if the whole of it has expired. */
  live(timeMs: number): ByteMap | null {
    const id = this.#idOf(timeMs)
    const lowestId = this.#idOf(this.#streamTimeMs - this.retentionMs)
    if (id < lowestId) return null
    if ((this.#ids[0] as number) < lowestId) this.#dropBefore(lowestId)
    return this.#find(id) ?? this.#open(id)
  }

  /** The segment of a time, if there is one. */
  at(timeMs: number): ByteMap | null {
    return this.#find(this.#idOf(timeMs))
  }

  /** The segments in which times of a span lie. */
  between(fromMs: number, toMs: number, order: Order): ByteMap[] {
    const lowestId = this.#idOf(fromMs)
    const highestId = this.#idOf(toMs)
    const ids = this.#ids.filter((id) => id >= lowestId && id <= highestId)
    if (order === 'reverse') ids.reverse()
    return ids.map((id) => this.#maps.get(id) as ByteMap)
  }

  clear(): void {
    this.#dropBefore(Number.POSITIVE_INFINITY)
  }

  #idOf(timeMs: number): number {
    return Math.trunc(timeMs / this.#intervalMs)
  }

  #find(id: number): ByteMap | null {
    if (id === this.#lastId) return this.#lastMap
    const map = this.#maps.get(id)
    if (map === undefined) return null
    this.#lastId = id
    this.#lastMap = map
    return map
  }

  #open(id: number): ByteMap {
    const map = this.#openMap()
    this.#maps.set(id, map)
    // Nearly always the last one.
    const at = this.#ids.findLastIndex((other) => other < id) + 1
    this.#ids.splice(at, 0, id)
    return map
  }

  #dropBefore(id: number): void {
    const live = this.#ids.findIndex((other) => other >= id)
    const dropped = this.#ids.splice(0, live === -1 ? this.#ids.length : live)
    for (const expired of dropped) {
      this.#maps.get(expired)?.clear()
      this.#maps.delete(expired)
    }
    this.#lastId = -1
    this.#lastMap = null
  }
}
