/**
 * Numbers that a store knows besides its rows, such as the latest time that has reached it: written with the rows
 * that are committed next, so that a store which is opened again knows what it knew then.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { numbersPart } from './part-names.ts'

const numberBytes = 8

export class KeptNumbers<Name extends string> {
  /** Null where nothing lasts, so that nothing has to be written. */
  readonly #rows: ByteMap | null
  readonly #written: Record<Name, number>

  /** The numbers with what they are in a store that is new. */
  constructor(space: StoreSpace, fresh: Readonly<Record<Name, number>>) {
    this.#rows = space.lasts ? space.part(numbersPart) : null
    this.#written = { ...fresh }
    for (const name of this.#names) {
      const bytes = this.#rows?.get(Buffer.from(name)) ?? null
      if (bytes !== null) this.#written[name] = bytes.readDoubleBE(0)
    }
  }

  /** The numbers as they were written last. */
  get last(): Readonly<Record<Name, number>> {
    return this.#written
  }

  write(numbers: Readonly<Record<Name, number>>): void {
    if (this.#rows === null) return
    for (const name of this.#names) {
      if (numbers[name] === this.#written[name]) continue
      this.#written[name] = numbers[name]
      const bytes = Buffer.allocUnsafe(numberBytes)
      bytes.writeDoubleBE(numbers[name], 0)
      this.#rows.put(Buffer.from(name), bytes)
    }
  }

  get #names(): Name[] {
    return Object.keys(this.#written) as Name[]
  }
}
