/**
 * A change of a table on its way to another partition (KIP-904): the new value, the old one, or both, and behind
 * them a byte that says which. Whether the change is the latest is not told; readers take it to be, and understand
 * the forms that tell it (flags 3 to 5).
 *   new | 1        old | 0        length of new (varint, zigzag) | new | old | 2
 */
import type { Change } from '../record/change.ts'
import type { Serde } from './serde.ts'
import { SerializationError, showBytes } from './serialization-error.ts'

const onlyOld = 0
const onlyNew = 1
const both = 2
/** The same three, with a byte before the flag that says whether the change is the latest. */
const withLatest = 3
const flagBytes = 1
const varintBytesMax = 5

export function change<V>(inner: Serde<V>): Serde<Change<V>> {
  return {
    serialize: ({ newValue, oldValue }) => {
      const newBytes = newValue === null ? null : inner.serialize(newValue)
      const oldBytes = oldValue === null ? null : inner.serialize(oldValue)
      if (newBytes !== null && oldBytes !== null) return bothBytes(newBytes, oldBytes)
      if (newBytes !== null) return flagged(newBytes, onlyNew)
      if (oldBytes !== null) return flagged(oldBytes, onlyOld)
      throw new SerializationError('WRONG_TYPE', {
        serde: 'change',
        expected: 'a new or an old value',
        found: 'neither',
      })
    },
    deserialize: (bytes) => readChange(bytes, inner),
  }
}

function readChange<V>(bytes: Buffer, inner: Serde<V>): Change<V> {
  const flag = bytes.at(-1) ?? -1
  const tellsLatest = flag >= withLatest
  const kind = tellsLatest ? flag - withLatest : flag
  const end = bytes.length - flagBytes - (tellsLatest ? flagBytes : 0)
  const isLatest = !tellsLatest || bytes[end] === 1
  if (kind < onlyOld || kind > both || end < 0) throw notAChange(bytes)
  if (kind === onlyNew) return { newValue: inner.deserialize(bytes.subarray(0, end)), oldValue: null, isLatest }
  if (kind === onlyOld) return { newValue: null, oldValue: inner.deserialize(bytes.subarray(0, end)), isLatest }
  const { length, at } = readLength(bytes, end)
  const newValue = inner.deserialize(bytes.subarray(at, at + length))
  return { newValue, oldValue: inner.deserialize(bytes.subarray(at + length, end)), isLatest }
}

function flagged(value: Buffer, flag: number): Buffer {
  const bytes = Buffer.allocUnsafe(value.length + flagBytes)
  bytes.set(value)
  bytes[value.length] = flag
  return bytes
}

function bothBytes(newBytes: Buffer, oldBytes: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(varintBytesMax + newBytes.length + oldBytes.length + flagBytes)
  let at = 0
  let rest = newBytes.length * 2
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest & 0x7f) | 0x80
  bytes[at++] = rest
  bytes.set(newBytes, at)
  bytes.set(oldBytes, at + newBytes.length)
  const end = at + newBytes.length + oldBytes.length
  bytes[end] = both
  return bytes.subarray(0, end + flagBytes)
}

function readLength(bytes: Buffer, end: number): { length: number; at: number } {
  let zigzag = 0
  for (let at = 0, scale = 1; at < Math.min(end, varintBytesMax); at++, scale *= 0x80) {
    const byte = bytes[at] as number
    zigzag += (byte & 0x7f) * scale
    if (byte < 0x80) {
      const length = zigzag / 2
      if (!Number.isInteger(length) || at + 1 + length > end) break
      return { length, at: at + 1 }
    }
  }
  throw notAChange(bytes)
}

function notAChange(bytes: Buffer): SerializationError {
  const expected = 'a new value, an old value or both, and a flag from 0 to 5 behind them'
  return new SerializationError('MALFORMED', { serde: 'change', expected, found: showBytes(bytes) })
}
