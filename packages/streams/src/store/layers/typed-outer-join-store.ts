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
import type { OuterJoinDefinition } from '../contract/store-definition.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

const timeBytes = 8
const keyAt = timeBytes + 1
const sideBytes = { right: 0, left: 1 } as const
const lists = list(buffer)

export class TypedOuterJoinStore<K, L, R> extends TypedStore<K, ByteRows> implements OuterJoinStore<K, L | R> {
  readonly #definition: OuterJoinDefinition<K, L, R>

  constructor(definition: OuterJoinDefinition<K, L, R>, openLayers: OpenLayers<ByteRows>) {
    super(definition, openLayers)
    this.#definition = definition
  }

  put(at: UnjoinedKey<K>, value: L | R): void {
    const { rows } = this.open
    const bytes = this.#rowKey(at)
    const before = rows.get(bytes)
    const values = before === null ? [] : lists.deserialize(before)
    values.push(this.#valueBytes(at.side, value))
    rows.put(bytes, lists.serialize(values))
  }

  delete(at: UnjoinedKey<K>): void {
    const { rows } = this.open
    const bytes = this.#rowKey(at)
    if (rows.get(bytes) !== null) rows.delete(bytes)
  }

  all(): StoreIterator<UnjoinedRow<K, L | R>> {
    return this.iterate(this.open.rows.range({}), (row) => this.#unjoined(row))
  }

  #unjoined({ key, value }: ByteRow): UnjoinedRow<K, L | R> {
    const side = key[timeBytes] === sideBytes.left ? 'left' : 'right'
    const serde = this.#serdeOf(side)
    const values = lists.deserialize(value).map((bytes) => serde.deserialize((bytes as Buffer).subarray(1)))
    return { timestamp: readInt64(key, 0), side, key: this.keyOf(key.subarray(keyAt)), values }
  }

  #rowKey({ timestamp, side, key }: UnjoinedKey<K>): Buffer {
    const plain = this.keyBytes(key)
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
