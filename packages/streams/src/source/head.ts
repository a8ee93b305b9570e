/**
 * Where a queue reads a record: what was read, and the place of its bytes, of which views are made only for those who
 * ask, which is after a failure. It is used again for other records. Record and context are not: they are made for
 * their record, and whoever keeps them has them as they were.
 */
import type { SourceBytes } from '../processor/processor-context.ts'
import type { Headers } from '../record/headers.ts'
import type { RecordContext } from '../record/record-context.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { Decoder } from '../serde/serde.ts'
import type { IncomingRecords } from './incoming-records.ts'
import type { SourceNode } from './source-node.ts'
import type { Unreadable } from './unreadable.ts'

export class Head implements SourceBytes {
  readonly source: SourceNode
  decodedKey: unknown = null
  decodedValue: unknown = null
  // Set before anybody is given the head.
  record!: StreamRecord<unknown, unknown>
  context!: RecordContext
  readonly #key: FieldPlace
  readonly #value: FieldPlace

  constructor(source: SourceNode) {
    this.source = source
    this.#key = new FieldPlace(source.decodeKey)
    this.#value = new FieldPlace(source.decodeValue)
  }

  get topic(): string {
    return this.context.topic as string
  }

  get partition(): number {
    return this.context.partition
  }

  get offset(): number {
    return this.context.offset
  }

  get key(): Buffer | null {
    return this.#key.view
  }

  get value(): Buffer | null {
    return this.#value.view
  }

  /** Decodes key and value. False if the record is to be skipped: then `onUnreadable` has returned. */
  decode(records: IncomingRecords, onUnreadable: (unreadable: Unreadable) => void): boolean {
    const { record } = records
    let part: Unreadable['part'] = 'key'
    try {
      this.#key.clear()
      this.#value.clear()
      this.decodedKey = record.readKey(this.#key.read)
      part = 'value'
      this.decodedValue = record.readValue(this.#value.read)
      return true
    } catch (cause) {
      onUnreadable({ records, node: this.source.name, part, cause })
      return false
    }
  }

  /** Makes the record of what was decoded, at the time that it is to have. */
  complete({ topic, partition, record: { offset } }: IncomingRecords, timestamp: number, headers: Headers): void {
    this.context = { topic, partition, offset, timestamp, headers }
    this.record = new StreamRecord({ key: this.decodedKey, value: this.decodedValue, timestamp, headers })
  }
}

/** Where a key or a value lies, once it was read. */
class FieldPlace {
  #bytes: Buffer | null = null
  #start = 0
  #end = 0
  readonly read: Decoder<unknown>

  constructor(decode: Decoder<unknown>) {
    this.read = (bytes, start, end) => {
      this.#bytes = bytes
      this.#start = start
      this.#end = end
      return decode(bytes, start, end)
    }
  }

  /** Null where nothing was read since it was cleared. */
  get view(): Buffer | null {
    return this.#bytes === null ? null : this.#bytes.subarray(this.#start, this.#end)
  }

  clear(): void {
    this.#bytes = null
  }
}
