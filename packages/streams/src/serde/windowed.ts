/**
 * Keys within windows, byte for byte as Java's TimeWindowed and SessionWindowed serializers write them. A record
 * with such a key belongs into the partition that its inner key chooses, as Java's WindowedStreamPartitioner
 * has it: `partitionBytes` says which bytes those are.
 */
import type { Windowed } from '../record/windowed.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import { type Decoder, decoderOf, type Serde } from './serde.ts'
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
 * and `size`. For unlimited windows the size is Infinity, for sliding ones it is their difference.
 *
 * @throws DurationError if the size is no duration of at least a millisecond
 */
export function timeWindowed<K>(
  inner: Serde<K>,
  size: Duration,
  { changelog = false }: TimeWindowedOptions = {},
): WindowedSerde<K> {
  const sizeMs = durationMs(size, 'window size', { minMs: 1, mayBeEndless: true })
  const layout = { name: 'timeWindowed', suffixBytes: changelog ? timeBytes + sequenceBytes : timeBytes }
  const decodeKey = decoderOf(inner)
  return windowedSerde(inner, layout, {
    serialize(value) {
      requireWindowed('timeWindowed', value)
      const key = inner.serialize(value.key)
      const { startMs } = value.window
      return changelog ? windowStoreKeyBytes(key, startMs, 0) : windowKeyBytes(key, startMs)
    },
    decode(bytes, start, end) {
      const keyEnd = endOfKey(layout, bytes, { start, end })
      const startMs = readTime(bytes, keyEnd)
      return { key: decodeKey(bytes, start, keyEnd), window: { startMs, endMs: startMs + sizeMs } }
    },
  })
}

/** Keys of sessions, of which the bytes hold end and start. */
export function sessionWindowed<K>(inner: Serde<K>): WindowedSerde<K> {
  const layout = { name: 'sessionWindowed', suffixBytes: 2 * timeBytes }
  const decodeKey = decoderOf(inner)
  return windowedSerde(inner, layout, {
    serialize(value) {
      requireWindowed('sessionWindowed', value)
      return sessionKeyBytes(inner.serialize(value.key), value.window)
    },
    decode(bytes, start, end) {
      const keyEnd = endOfKey(layout, bytes, { start, end })
      const endMs = readTime(bytes, keyEnd)
      const startMs = readTime(bytes, keyEnd + timeBytes)
      if (startMs > endMs) throw endsTooEarly(startMs, endMs)
      return { key: decodeKey(bytes, start, keyEnd), window: { startMs, endMs } }
    },
  })
}

interface Layout {
  readonly name: string
  /** What follows the key. */
  readonly suffixBytes: number
}

/** What both kinds have in common. */
function windowedSerde<K>(
  inner: Serde<K>,
  layout: Layout,
  { serialize, decode }: { serialize: (value: Windowed<K>) => Buffer; decode: Decoder<Windowed<K>> },
): WindowedSerde<K> {
  return {
    inner,
    serialize,
    deserialize: (bytes) => decode(bytes, 0, bytes.length),
    decode,
    partitionBytes: (bytes) => bytes.subarray(0, endOfKey(layout, bytes, { start: 0, end: bytes.length })),
  }
}

function requireWindowed(serde: string, value: Windowed<unknown>): void {
  if (typeof value?.window?.startMs === 'number') return
  const expected = 'a key and its window, { key, window: { startMs, endMs } }'
  throw new SerializationError('WRONG_TYPE', { serde, expected, found: showValue(value) })
}

/** Where the key ends and the window begins. */
function endOfKey({ name, suffixBytes }: Layout, bytes: Buffer, span: { start: number; end: number }): number {
  const keyEnd = span.end - suffixBytes
  if (keyEnd >= span.start) return keyEnd
  const expected = `a key and ${suffixBytes} bytes of its window`
  const found = showBytes(bytes.subarray(span.start, span.end))
  throw new SerializationError('WRONG_LENGTH', { serde: name, expected, found })
}

function endsTooEarly(startMs: number, endMs: number): SerializationError {
  const expected = 'a session that ends when it starts or later'
  return new SerializationError('OUT_OF_RANGE', { serde: 'sessionWindowed', expected, found: `${startMs} to ${endMs}` })
}
