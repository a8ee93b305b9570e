/**
 * The store of records that have found no partner, as rows of bytes, which are Java's in its changelog too:
 *   key      8 bytes of time | side, 1 for left and 0 for right | key
 *   value    a list (see serde/list.ts) of: side | value
 * Adding a record writes its whole list, here and to the changelog.
 */
import { readInt64, writeInt64 } from '../../serde/int64.ts'
import { list } from '../../serde/list.ts'
import { buffer } from '../../serde/plain.ts'
import type { Serde } from '../../serde/serde.ts'
import type { ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { JoinSide, OuterJoinStore, UnjoinedKey, UnjoinedRow } from '../contract/outer-join-store.ts'
import type { ChangelogRecord, StoreContext } from '../contract/state-store.ts'
import type { OuterJoinDefinition } from '../contract/store-definition.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { ClosedRows } from './closed-rows.ts'
import { LoggedRows } from './logged-rows.ts'
import { plainFormat } from './row-format.ts'
import { TypedRows } from './typed-rows.ts'

const timeBytes = 8
const keyAt = timeBytes + 1
const sideBytes = { right: 0, left: 1 } as const
const lists = list(buffer)
const noRowFormat = plainFormat(buffer)

export class SerdeOuterJoinStore<K, L, R> implements OuterJoinStore<K, L | R> {
  readonly name: string
  readonly isPersistent: boolean
  readonly #definition: OuterJoinDefinition<K, L, R>
  readonly #place: ByteRows
  #rows: ByteRows

  constructor(definition: OuterJoinDefinition<K, L, R>, place: ByteRows) {
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
    this.#definition = definition
    this.#place = place
    this.#rows = new ClosedRows(this.name)
  }

  get isOpen(): boolean {
    return !(this.#rows instanceof ClosedRows)
  }

  init(context: StoreContext): void {
    const changelog = this.#definition.logging ? context.changelogOf(this.name) : null
    const place = this.#place
    this.#rows = changelog === null ? place : new LoggedRows(place, { changelog, format: noRowFormat, context })
    context.register(this, ({ key, value }: ChangelogRecord) => {
      if (value === null) place.delete(key)
      else place.put(key, value)
    })
  }

  /** Nothing is held back. */
  flush(): void {}

  close(): void {
    this.#rows = new ClosedRows(this.name)
  }

  put(at: UnjoinedKey<K>, value: L | R): void {
    const bytes = this.#keyBytes(at)
    const before = this.#rows.get(bytes)
    const values = before === null ? [] : lists.deserialize(before)
    values.push(this.#valueBytes(at.side, value))
    this.#rows.put(bytes, lists.serialize(values))
  }

  delete(at: UnjoinedKey<K>): void {
    const bytes = this.#keyBytes(at)
    if (this.#rows.get(bytes) !== null) this.#rows.delete(bytes)
  }

  all(): StoreIterator<UnjoinedRow<K, L | R>> {
    return new TypedRows(this.#rows.range({}), (row: ByteRow) => this.#unjoined(row))
  }

  #unjoined({ key, value }: ByteRow): UnjoinedRow<K, L | R> {
    const side = key[timeBytes] === sideBytes.left ? 'left' : 'right'
    const serde = this.#serdeOf(side)
    const values = lists.deserialize(value).map((bytes) => serde.deserialize((bytes as Buffer).subarray(1)))
    return { timestamp: readInt64(key, 0), side, key: this.#definition.key.deserialize(key.subarray(keyAt)), values }
  }

  #keyBytes({ timestamp, side, key }: UnjoinedKey<K>): Buffer {
    const plain = this.#definition.key.serialize(key)
    const bytes = Buffer.allocUnsafe(keyAt + plain.length)
    writeInt64(bytes, timestamp, 0)
    bytes[timeBytes] = sideBytes[side]
    bytes.set(plain, keyAt)
    return bytes
  }

  #valueBytes(side: JoinSide, value: L | R): Buffer {
    return Buffer.concat([Buffer.of(sideBytes[side]), this.#serdeOf(side).serialize(value)])
  }

  #serdeOf(side: JoinSide): Serde<L | R> {
    const { value, otherValue } = this.#definition
    return (side === 'left' ? value : otherValue) as Serde<L | R>
  }
}
