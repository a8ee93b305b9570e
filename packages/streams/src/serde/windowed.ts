/**
 * Keys within windows, byte for byte as Java's TimeWindowed and SessionWindowed serializers write them. A record
 * with such a key belongs into the partition that its inner key chooses, as Java's WindowedStreamPartitioner
 * has it: `partitionBytes` says which bytes those are.
 */
import type { Windowed } from '../record/windowed.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import type { Serde } from './serde.ts'
import { SerializationError, showBytes, showValue } from './serialization-error.ts'
import {
  readTime,
  sequenceBytes,
  sessionKeyBytes,
  timeBytes,
  windowKeyBytes,
  windowStoreKeyBytes,
} from './window-bytes.ts'

/** A serde whose bytes begin with the inner key's. */
export interface WindowedSerde<K> extends Serde<Windowed<K>> {
  readonly inner: Serde<K>
  partitionBytes(bytes: Buffer): Buffer
}

export interface TimeWindowedOptions {
  /**
   * Whether the topic is the changelog of a window store, where a sequence follows the start. What is
   * written has the sequence 0.
   */
  readonly changelog?: boolean
}

/**
 * Keys of tumbling, hopping, sliding and unlimited windows. The bytes hold the start only; the end is the start
 * and `size`. For unlimited windows the size is Infinity.
 *
 * @throws DurationError if the size is no duration of at least a millisecond
 */
export function timeWindowed<K>(
  inner: Serde<K>,
  size: Duration,
  { changelog = false }: TimeWindowedOptions = {},
): WindowedSerde<K> {
  const sizeMs = durationMs(size, 'window size', { minMs: 1, mayBeEndless: true })
  const suffixBytes = changelog ? timeBytes + sequenceBytes : timeBytes
  return {
    inner,
    serialize(value) {
      requireWindowed('timeWindowed', value)
      const key = inner.serialize(value.key)
      const { startMs } = value.window
      return changelog ? windowStoreKeyBytes(key, startMs, 0) : windowKeyBytes(key, startMs)
    },
    deserialize(bytes) {
      const keyLength = lengthBefore('timeWindowed', bytes, suffixBytes)
      const startMs = readTime(bytes, keyLength)
      return { key: inner.deserialize(bytes.subarray(0, keyLength)), window: { startMs, endMs: startMs + sizeMs } }
    },
    partitionBytes: (bytes) => bytes.subarray(0, lengthBefore('timeWindowed', bytes, suffixBytes)),
  }
}

/** Keys of sessions, of which the bytes hold end and start. */
export function sessionWindowed<K>(inner: Serde<K>): WindowedSerde<K> {
  return {
    inner,
    serialize(value) {
      requireWindowed('sessionWindowed', value)
      return sessionKeyBytes(inner.serialize(value.key), value.window)
    },
    deserialize(bytes) {
      const keyLength = lengthBefore('sessionWindowed', bytes, 2 * timeBytes)
      const endMs = readTime(bytes, keyLength)
      const startMs = readTime(bytes, keyLength + timeBytes)
      if (startMs > endMs) {
        const expected = 'a session that ends when it starts or later'
        throw new SerializationError('OUT_OF_RANGE', {
          serde: 'sessionWindowed',
          expected,
          found: `${startMs} to ${endMs}`,
        })
      }
      return { key: inner.deserialize(bytes.subarray(0, keyLength)), window: { startMs, endMs } }
    },
    partitionBytes: (bytes) => bytes.subarray(0, lengthBefore('sessionWindowed', bytes, 2 * timeBytes)),
  }
}

function requireWindowed(serde: string, value: Windowed<unknown>): void {
  if (typeof value?.window?.startMs === 'number') return
  const expected = 'a key and its window, { key, window: { startMs, endMs } }'
  throw new SerializationError('WRONG_TYPE', { serde, expected, found: showValue(value) })
}

/** The length of the key before the window. */
function lengthBefore(serde: string, bytes: Buffer, suffixBytes: number): number {
  if (bytes.length >= suffixBytes) return bytes.length - suffixBytes
  const expected = `a key and ${suffixBytes} bytes of its window`
  throw new SerializationError('WRONG_LENGTH', { serde, expected, found: showBytes(bytes) })
}
