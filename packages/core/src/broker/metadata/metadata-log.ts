/**
 * The events of the cluster's metadata as they lie in their log: batches of records without keys. What was
 * appended is given back as a start would read it, so that both see the same.
 */
import assert from 'node:assert/strict'
import { DecodeError } from '../../bytes/errors.ts'
import type { Clock } from '../../host/clock.ts'
import { DiskError } from '../../host/disk.ts'
import { defaultLogConfig, type LogConfig } from '../../log/log-config.ts'
import type { PartitionLog } from '../../log/partition-log.ts'
import {
  decodeMetadataRecord,
  encodeMetadataRecord,
  type MetadataRecord,
  type MetadataRecordDraft,
} from '../../protocol/metadata-records.ts'
import { batches } from '../../records/batches.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { MetadataError } from './metadata-state.ts'

/** A batch holds the events of one change: 10,000 partitions are less than a mebibyte. */
const BATCH_BYTES_MAX = 64 * 1024 ** 2
const READ_BYTES = 1024 ** 2

/** Nothing of it is deleted, unless it is begun anew. */
export const metadataLogConfig: LogConfig = {
  ...defaultLogConfig,
  maxMessageBytes: BATCH_BYTES_MAX,
  segmentMs: Number.POSITIVE_INFINITY,
  cleanupPolicy: { delete: false, compact: false },
}

export interface MetadataEvent {
  readonly offset: number
  readonly record: MetadataRecord
}

export class MetadataLog {
  readonly #log: PartitionLog
  readonly #clock: Clock

  constructor(log: PartitionLog, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /**
   * All events, from the first.
   *
   * @throws MetadataError for what is no event of ours.
   */
  *events(): Generator<MetadataEvent> {
    const log = this.#log
    for (let offset = log.startOffset; offset < log.endOffset; ) {
      const read = log.read({ offset, maxBytes: READ_BYTES, atLeastOne: true, isolation: 'uncommitted' })
      assert.ok(read.kind === 'read', `${log.partition}: offset ${offset} is in the log`)
      yield* this.#eventsIn(read.records, offset)
      offset = read.nextOffset
    }
  }

  /**
   * Appends events as one batch: after a crash all of them are there, or none. They are not durable yet.
   *
   * @throws DiskError if the disk fails.
   */
  append(events: Iterable<MetadataRecordDraft>): MetadataEvent[] {
    const log = this.#log
    const builder = new BatchBuilder({ maxBytes: BATCH_BYTES_MAX })
    const nowMs = this.#clock.nowMs()
    const values = Array.from(events, (event) => encodeMetadataRecord(event))
    for (const value of values) assert.ok(builder.tryAppendPair(null, value, nowMs), 'a change that fits into a batch')
    const outcome = log.append(builder.build(), { origin: 'coordinator', leaderEpoch: 0 })
    if (outcome.kind === 'refused') {
      assert.equal(outcome.error, 'KAFKA_STORAGE_ERROR', outcome.message)
      throw new DiskError({ code: 'EIO', action: 'write', path: log.partition, cause: outcome.message })
    }
    return values.map((value, index) => {
      return { offset: outcome.firstOffset + index, record: decodeMetadataRecord(value) }
    })
  }

  /** Where the next event will lie. */
  get endOffset(): number {
    return this.#log.endOffset
  }

  /** Kept when all that was appended is durable. */
  async flush(): Promise<void> {
    await this.#log.flush()
  }

  /** Begins the log anew with these events, which make up all that the older ones came to. */
  async replaceWith(events: readonly MetadataRecordDraft[]): Promise<MetadataEvent[]> {
    const log = this.#log
    const replaced: MetadataEvent[] = []
    log.roll()
    const startOffset = log.endOffset
    for (let from = 0; from < events.length; from += EVENTS_A_BATCH) {
      replaced.push(...this.append(events.slice(from, from + EVENTS_A_BATCH)))
    }
    await log.flush()
    // Until the new start is durable a replay meets both, and comes to the same.
    log.moveStartTo(startOffset)
    log.applyRetention()
    return replaced
  }

  *#eventsIn(records: Buffer, from: number): Generator<MetadataEvent> {
    const { partition } = this.#log
    for (const batch of batches(records, { partition })) {
      const { baseOffset } = batch
      if (batch.isControl) throw malformed(partition, baseOffset, 'a control batch, which a quorum of brokers writes')
      const cursor = batch.records()
      while (cursor.next()) {
        const { offset } = cursor
        if (offset >= from) yield { offset, record: readEvent(cursor.value(), partition, offset) }
      }
    }
  }
}

/** Events in a batch of a log that is begun anew. */
const EVENTS_A_BATCH = 1_000

function readEvent(value: Buffer | null, partition: string, offset: number): MetadataRecord {
  if (value === null) throw malformed(partition, offset, 'a record without a value')
  try {
    return decodeMetadataRecord(value)
  } catch (problem) {
    throw problem instanceof DecodeError ? malformed(partition, offset, problem.message) : problem
  }
}

function malformed(partition: string, offset: number, found: string): MetadataError {
  return new MetadataError(`${partition} offset ${offset}: expected an event of this broker's metadata, found ${found}`)
}
