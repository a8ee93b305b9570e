/**
 * Keys that have changed since the last commit, told in the order in which Java walks over a HashSet of them: by
 * the buckets of their hashes, those of one bucket as they came. Buckets grow with the set, and are not given back.
 */
import { ownBytes } from '../memory/own-bytes.ts'

const bucketsMin = 16
/** A table is doubled when it is fuller than this. */
const load = 0.75

export class DirtyKeys {
  readonly #keys = new Map<string, Buffer>()
  #buckets = bucketsMin

  add(key: Buffer): void {
    this.#keys.set(key.toString('latin1'), ownBytes(key))
    if (this.#keys.size > this.#buckets * load) this.#buckets *= 2
  }

  /** All keys; none are left after. */
  take(): Buffer[] {
    const keys = [...this.#keys.values()]
    this.#keys.clear()
    if (keys.length < 2) return keys
    return keys
      .map((key) => ({ key, bucket: this.#bucketOf(key) }))
      .sort((a, b) => a.bucket - b.bucket)
      .map(({ key }) => key)
  }

  clear(): void {
    this.#keys.clear()
  }

  #bucketOf(key: Buffer): number {
    let hash = 1
    for (const byte of key) hash = (Math.imul(31, hash) + ((byte << 24) >> 24)) | 0
    return (hash ^ (hash >>> 16)) & (this.#buckets - 1)
  }
}
