/**
 * The segments of a store: a part of its space for each, known by its number, so that what is too old is dropped at
 * once and whole. Those that lie on disk from an earlier time are found when the store is opened.
 */
import { readTime } from '../../serde/window-bytes.ts'
import type { ByteMap } from '../contract/byte-map.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { segmentPart } from './part-names.ts'

/** The first byte of a part that is no segment. */
const notASegment = 0x80

export class SegmentMaps {
  readonly #space: StoreSpace
  readonly #maps = new Map<number, ByteMap>()
  /** Ascending. */
  #ids: number[] = []
  /** The segment that was asked for last, which is mostly the one asked for next. */
  #lastId = -1
  #lastMap: ByteMap | null = null

  constructor(space: StoreSpace) {
    this.#space = space
    for (const prefix of space.prefixesFrom(segmentPart(0))) {
      if ((prefix[0] as number) < notASegment) this.open(readTime(prefix, 0))
    }
  }

  /** The segment with this number, if there is one. */
  find(id: number): ByteMap | null {
    if (id === this.#lastId) return this.#lastMap
    const map = this.#maps.get(id)
    if (map === undefined) return null
    this.#lastId = id
    this.#lastMap = map
    return map
  }

  /** The segment with this number, made if there is none. */
  open(id: number): ByteMap {
    const found = this.find(id)
    if (found !== null) return found
    const map = this.#space.part(segmentPart(id))
    this.#maps.set(id, map)
    // Nearly always the last one.
    const at = this.#ids.findLastIndex((other) => other < id) + 1
    this.#ids.splice(at, 0, id)
    return map
  }

  /** Those from one number to another, both included. */
  between(lowestId: number, highestId: number, order: Order): ByteMap[] {
    const ids = this.#ids.filter((id) => id >= lowestId && id <= highestId)
    if (order === 'reverse') ids.reverse()
    return ids.map((id) => this.#maps.get(id) as ByteMap)
  }

  dropBefore(id: number): void {
    if (this.#ids.length === 0 || (this.#ids[0] as number) >= id) return
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
