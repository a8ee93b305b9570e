/**
 * The latest offset of each key in the part of a log that is being compacted. Keys are held by 128 bits of
 * their SHA-256, of which no two keys are known or can be found that share them, so that a slot has 24 bytes
 * however long the key is. The map has a fixed number of slots; when it is full enough, a pass covers only as
 * much of the log as was put into it.
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

const SLOT_BYTES = 24
const WORDS_A_SLOT = 6
const DOUBLES_A_SLOT = 3
/** The four words before it are the hash. The offset is held plus one: an empty slot has 0. */
const OFFSET_DOUBLE = 2
/** Above this share of used slots the way to the right one becomes long. */
const LOAD_MAX = 0.9
const UNKNOWN = -1

export interface OffsetMapLimits {
  /** Never takes more memory than this … */
  readonly bytes: number
  /** … nor more than so many keys need. */
  readonly keys: number
}

export class OffsetMap {
  /** How many keys are taken. */
  readonly keysMax: number
  /** Up to where, inclusively, the log is known here; -1 before anything is. */
  latestOffset = UNKNOWN
  readonly #slots: number
  readonly #words: Int32Array
  readonly #doubles: Float64Array
  readonly #hash = new Int32Array(4)
  #keys = 0

  constructor({ bytes, keys }: OffsetMapLimits) {
    const slots = Math.min(Math.floor(bytes / SLOT_BYTES), Math.ceil(keys / LOAD_MAX) + 2)
    this.keysMax = Math.floor(slots * LOAD_MAX)
    assert.ok(this.keysMax >= 1, `expected room for a key or more, found ${bytes} bytes for ${keys} keys`)
    this.#slots = slots
    const memory = new ArrayBuffer(slots * SLOT_BYTES)
    this.#words = new Int32Array(memory)
    this.#doubles = new Float64Array(memory)
  }

  get keyCount(): number {
    return this.#keys
  }

  /** Notes that the key is at the offset, which is later than any before. False: there is no room for another key. */
  put(key: Uint8Array, offset: number): boolean {
    const slot = this.#find(key)
    const place = slot * DOUBLES_A_SLOT + OFFSET_DOUBLE
    if (this.#doubles[place] === 0) {
      if (this.#keys >= this.keysMax) return false
      this.#words.set(this.#hash, slot * WORDS_A_SLOT)
      this.#keys++
    }
    this.#doubles[place] = offset + 1
    this.latestOffset = offset
    return true
  }

  /** The key's latest offset, or -1. */
  get(key: Uint8Array): number {
    return (this.#doubles[this.#find(key) * DOUBLES_A_SLOT + OFFSET_DOUBLE] as number) - 1
  }

  /** Says that the log is known up to here, records without keys and gaps included. */
  moveTo(latestOffset: number): void {
    if (latestOffset > this.latestOffset) this.latestOffset = latestOffset
  }

  /** The slot of the key, or the empty one that it would get. There always is one: the load is limited. */
  #find(key: Uint8Array): number {
    this.#digest(key)
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#hash
    const words = this.#words
    let slot = (first >>> 0) % this.#slots
    while (this.#doubles[slot * DOUBLES_A_SLOT + OFFSET_DOUBLE] !== 0) {
      const at = slot * WORDS_A_SLOT
      const isSame = words[at] === first && words[at + 1] === second && words[at + 2] === third
      if (isSame && words[at + 3] === fourth) break
      slot = slot + 1 === this.#slots ? 0 : slot + 1
    }
    return slot
  }

  /** As text of one byte a character, which Node makes three times faster than a buffer. */
  #digest(key: Uint8Array): void {
    const digest = hash('sha256', key, 'binary')
    for (let word = 0; word < 4; word++) {
      const at = 4 * word
      this.#hash[word] =
        digest.charCodeAt(at) |
        (digest.charCodeAt(at + 1) << 8) |
        (digest.charCodeAt(at + 2) << 16) |
        (digest.charCodeAt(at + 3) << 24)
    }
  }
}
