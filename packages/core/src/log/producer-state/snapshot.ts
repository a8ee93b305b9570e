/**
 * The state of a partition's producers as the bytes of a `.snapshot` file, which Kafka reads and
 * writes too. The file is named by the offset up to which, exclusively, it knows the log.
 *
 *     int16 version 1, uint32 CRC-32C of all that follows, int32 number of producers, and of each:
 *     int64 id, int16 epoch, int32 last sequence, int64 last offset, int32 offset delta,
 *     int64 timestamp, int32 coordinator epoch, int64 first offset of its open transaction or -1
 */
import { DecodeError } from '../../bytes/errors.ts'
import { Reader } from '../../bytes/reader.ts'
import { Writer } from '../../bytes/writer.ts'
import { crc32c } from '../../records/crc32c.ts'
import { CorruptSnapshotError } from '../errors.ts'
import type { SavedProducer } from './producer-entry.ts'

const VERSION = 1
const HEADER_BYTES = 6
const COUNT_BYTES = 4
const PRODUCER_BYTES = 46

export function encodeSnapshot(producers: readonly SavedProducer[]): Buffer {
  const body = new Writer(COUNT_BYTES + producers.length * PRODUCER_BYTES)
  body.int32(producers.length)
  for (const producer of producers) writeProducer(body, producer)
  const bytes = body.finishWhole()
  const header = new Writer(HEADER_BYTES)
  header.int16(VERSION)
  header.uint32(crc32c(bytes))
  return Buffer.concat([header.finishWhole(), bytes])
}

/**
 * The producers that the file at `path` holds.
 *
 * @throws CorruptSnapshotError if the bytes are not those that were written.
 */
export function decodeSnapshot(bytes: Buffer, path: string): SavedProducer[] {
  try {
    return readSnapshot(bytes, path)
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem
    const { expected, found } = problem.refusal
    throw new CorruptSnapshotError({ path, expected, found })
  }
}

function readSnapshot(bytes: Buffer, path: string): SavedProducer[] {
  const reader = new Reader(bytes)
  const version = reader.int16()
  if (version !== VERSION) throw new CorruptSnapshotError({ path, expected: 'version 1', found: String(version) })
  const claimed = reader.uint32()
  const actual = crc32c(bytes.subarray(HEADER_BYTES))
  if (claimed !== actual) {
    throw new CorruptSnapshotError({ path, expected: `CRC-32C ${claimed}`, found: `${actual}` })
  }
  const count = reader.int32()
  if (reader.remaining !== count * PRODUCER_BYTES) {
    throw new CorruptSnapshotError({ path, expected: `${count} producers`, found: `${reader.remaining} bytes` })
  }
  return Array.from({ length: count }, () => readProducer(reader))
}

function writeProducer(writer: Writer, producer: SavedProducer): void {
  writer.int64(producer.producerId)
  writer.int16(producer.epoch)
  writer.int32(producer.lastSequence)
  writer.int64(producer.lastOffset)
  writer.int32(producer.offsetDelta)
  writer.int64(producer.timestamp)
  writer.int32(producer.coordinatorEpoch)
  writer.int64(producer.transactionFirstOffset)
}

function readProducer(reader: Reader): SavedProducer {
  return {
    producerId: reader.int64(),
    epoch: reader.int16(),
    lastSequence: reader.int32(),
    lastOffset: reader.int64(),
    offsetDelta: reader.int32(),
    timestamp: reader.int64(),
    coordinatorEpoch: reader.int32(),
    transactionFirstOffset: reader.int64(),
  }
}
