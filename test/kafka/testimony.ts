/**
 * What is in a partition, as a broker's clients find it and as our log finds it: where it begins and ends,
 * every record, and which record belongs to a time. The two have to be equal.
 */
import type { DataDirectory, Partition, PartitionLog, TimestampedOffset } from '@millrace/core/testing'
import type { Bounds, Clients, ProducerFacts } from './clients.ts'
import { readRecords, type StoredRecord } from './stored-record.ts'

export interface Testimony {
  readonly bounds: Bounds
  readonly records: StoredRecord[]
  readonly committed: StoredRecord[]
  /** For times from before the first record to behind the last; at last the latest time of all. */
  readonly times: TimestampedOffset[]
}

/** What Kafka says, and what only Kafka can be asked for. */
export interface KafkaTestimony extends Testimony {
  readonly partition: Partition
  readonly askedTimes: readonly number[]
  readonly producers: ProducerFacts[]
}

const TIMES_ASKED = 12
const NOT_FOUND: TimestampedOffset = { offset: -1, timestamp: -1 }

export async function askKafka(clients: Clients, partition: Partition): Promise<KafkaTestimony> {
  const records = await clients.read(partition, 'read_uncommitted')
  const askedTimes = timesOf(records)
  return {
    partition,
    askedTimes,
    records,
    committed: await clients.read(partition, 'read_committed'),
    bounds: await clients.bounds(partition),
    times: await clients.times(partition, askedTimes),
    producers: await clients.producers(partition),
  }
}

export function askLog(log: PartitionLog, askedTimes: readonly number[]): Testimony {
  return {
    bounds: { start: log.startOffset, end: log.endOffset, stable: log.lastStableOffset },
    records: readRecords(log, 'read_uncommitted'),
    committed: readRecords(log, 'read_committed'),
    times: [...askedTimes.map((time) => log.lookUp(time)), log.lookUp('max-timestamp')].map(
      (found) => found ?? NOT_FOUND,
    ),
  }
}

/** The part of what Kafka says that our log can be asked for. */
export function comparable({ bounds, records, committed, times }: KafkaTestimony): Testimony {
  return { bounds, records, committed, times }
}

export function logOf(directory: DataDirectory, partition: Partition): PartitionLog {
  const log = directory.log(partition)
  if (log === undefined) throw new Error(`expected a log of ${partition.topic}-${partition.partition}, found none`)
  return log
}

function timesOf(records: readonly StoredRecord[]): number[] {
  const times = records.map(({ timestamp }) => timestamp)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const step = (last - first) / (TIMES_ASKED - 4)
  return Array.from({ length: TIMES_ASKED }, (_, index) => Math.round(first + (index - 1) * step))
}
