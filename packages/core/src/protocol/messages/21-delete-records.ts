/**
 * DeleteRecords: whoever reads a topic to its end and needs it no more asks each partition's leader to drop
 * all records before an offset; -1 stands for the high watermark. Kafka Streams empties its repartition
 * topics this way, behind what it has committed, since it creates them with unlimited retention.
 *
 * The leader moves the log's start and answers lowWatermark, the lowest start over all live replicas, once
 * they have followed or the timeout has passed. An offset beyond the high watermark gets OFFSET_OUT_OF_RANGE,
 * and a topic that is only compacted gets POLICY_VIOLATION. From 1 on the client waits out a throttle itself;
 * 2 only brings the compact encoding.
 *
 * librdkafka 2.0 sends 1.
 */
import type { Message } from '../schema.ts'

export const deleteRecordsRequest = {
  name: 'DeleteRecordsRequest',
  key: 21,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            offset: { type: 'int64' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32' },
  },
} as const satisfies Message

export const deleteRecordsResponse = {
  name: 'DeleteRecordsResponse',
  key: 21,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            lowWatermark: { type: 'int64' },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
  },
} as const satisfies Message
