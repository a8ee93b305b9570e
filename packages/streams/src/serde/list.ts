/**
 * Lists, byte for byte as Java's ListSerializer writes them. Where all elements have one length, the bytes are:
 *   0 (byte) | count and indexes of the null elements | count of all elements | the elements that are not null
 * and otherwise, each element with its own length, -1 standing for null:
 *   1 (byte) | count of all elements | length and bytes of each
 * All counts, indexes and lengths are 32-bit integers. A list read is never longer than its bytes allow.
 */
import { bigLong, double, float, integer, long, short } from './number.ts'
import type { Serde } from './serde.ts'
import { SerializationError, showValue } from './serialization-error.ts'
import { uuid } from './text.ts'

/** The serdes that Java counts as of fixed length; boolean is not among them. */
const elementLengths = new Map<unknown, number>([
  [short, 2],
  [integer, 4],
  [float, 4],
  [long, 8],
  [bigLong, 8],
  [double, 8],
  [uuid, 36],
])

const fixedLength = 0
const ownLengths = 1
const nullLength = -1

/** Lists whose elements `inner` reads and writes; elements may be null. */
export function list<T>(inner: Serde<T>): Serde<(T | null)[]> {
  const elementLength = elementLengths.get(inner)
  return {
    serialize(values) {
      if (!Array.isArray(values)) {
        throw new SerializationError('WRONG_TYPE', { serde: 'list', expected: 'an array', found: showValue(values) })
      }
      const elements = values.map((value) => (value === null ? null : inner.serialize(value)))
      return elementLength === undefined ? writeOwnLengths(elements) : writeFixedLength(elements)
    },
    deserialize(bytes) {
      const cursor = new Cursor(bytes)
      const elements = cursor.kind() === ownLengths ? readOwnLengths(cursor) : readFixedLength(cursor, elementLength)
      return elements.map((element) => (element === null ? null : inner.deserialize(element)))
    },
  }
}

function writeFixedLength(elements: (Buffer | null)[]): Buffer {
  const nullIndexes = elements.flatMap((element, index) => (element === null ? [index] : []))
  const present = elements.filter((element) => element !== null)
  return Buffer.concat([
    Buffer.of(fixedLength),
    ...[nullIndexes.length, ...nullIndexes, elements.length].map((count) => integer.serialize(count)),
    ...present,
  ])
}

function writeOwnLengths(elements: (Buffer | null)[]): Buffer {
  const parts = elements.flatMap((element) =>
    element === null ? [integer.serialize(nullLength)] : [integer.serialize(element.length), element],
  )
  return Buffer.concat([Buffer.of(ownLengths), integer.serialize(elements.length), ...parts])
}

function readFixedLength(cursor: Cursor, elementLength: number | undefined): (Buffer | null)[] {
  if (elementLength === undefined) throw cursor.error('elements with their own lengths', 'elements of one length')
  const nullIndexes = new Set<number>()
  for (let left = cursor.count('null indexes', 4); left > 0; left--) nullIndexes.add(cursor.int())
  // Every element takes bytes, except those that are null.
  const count = cursor.count('elements', elementLength, nullIndexes.size)
  return Array.from({ length: count }, (_, index) => (nullIndexes.has(index) ? null : cursor.take(elementLength)))
}

function readOwnLengths(cursor: Cursor): (Buffer | null)[] {
  const count = cursor.count('elements', 4)
  return Array.from({ length: count }, () => {
    const length = cursor.int()
    return length === nullLength ? null : cursor.take(length)
  })
}

/** Reads onwards through the bytes of a list; bytes after its end are let be, as Java lets them be. */
class Cursor {
  readonly #bytes: Buffer
  #position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  kind(): number {
    const [kind] = this.take(1)
    if (kind !== fixedLength && kind !== ownLengths) throw this.error('the kind 0 or 1', `the kind ${kind}`)
    return kind
  }

  int(): number {
    return this.take(4).readInt32BE()
  }

  /** A count of things that each take bytes, `free` of them excepted: one that cannot be true is refused. */
  count(things: string, bytesEach: number, free = 0): number {
    const count = this.int()
    const most = Math.floor((this.#bytes.length - this.#position) / bytesEach) + free
    if (count < 0 || count > most) throw this.error(`0 to ${most} ${things}`, String(count))
    return count
  }

  take(length: number): Buffer {
    const left = this.#bytes.length - this.#position
    if (length < 0 || length > left) throw this.error(`a length from 0 to ${left}`, String(length))
    this.#position += length
    return this.#bytes.subarray(this.#position - length, this.#position)
  }

  error(expected: string, found: string): SerializationError {
    return new SerializationError('MALFORMED', { serde: 'list', expected, found: `${found} at byte ${this.#position}` })
  }
}
