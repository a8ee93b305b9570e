/**
 * The rows of a store cut by time into segments of one length. Stream time is the store's own: the latest time that
 * has reached it. A segment lives while any time in it lies within the retention.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { SegmentMaps } from '../parts/segment-maps.ts'

export interface SegmentsOptions {
  readonly space: StoreSpace
  readonly retentionMs: number
  readonly segmentIntervalMs: number
}

export class Segments {
  readonly retentionMs: number
  readonly #intervalMs: number
  readonly #maps: SegmentMaps
  #streamTimeMs = -1

  constructor({ space, retentionMs, segmentIntervalMs }: SegmentsOptions) {
    this.retentionMs = retentionMs
    // A segment without an end is the only one, and its arithmetic has to stay one of numbers.
    this.#intervalMs = Math.min(segmentIntervalMs, Number.MAX_SAFE_INTEGER)
    this.#maps = new SegmentMaps(space)
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
    this.#maps.dropBefore(lowestId)
    return this.#maps.open(id)
  }

  /** The segment of a time, if there is one. */
  at(timeMs: number): ByteMap | null {
    return this.#maps.find(this.#idOf(timeMs))
  }

  /** The segments in which times of a span lie. */
  between(fromMs: number, toMs: number, order: Order): ByteMap[] {
    return this.#maps.between(this.#idOf(fromMs), this.#idOf(toMs), order)
  }

  #idOf(timeMs: number): number {
    return Math.trunc(timeMs / this.#intervalMs)
  }
}
