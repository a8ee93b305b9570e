/**
 * How fast responses are read: a Fetch response of 1,000 partitions and a Metadata response of 5,000,
 * beside the reader of platformatic/kafka, the fastest other one in JavaScript. That reader decodes the
 * records while it reads a Fetch response; ours hands them over as they came. So there are two Fetch
 * comparisons: without records, and with the records of each partition walked to their keys and values.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { apis, codec, type Draft } from '@millrace/core/protocol'
import { BatchBuilder, batches } from '@millrace/core/records'
import { fetchV17, metadataV12, Reader as PlatformaticReader } from '@platformatic/kafka'
import type { Comparison, Subject } from './measure.ts'

const fetchResponse = codec(apis.fetch.response, 17)
const metadataResponse = codec(apis.metadata.response, 12)

const FETCH_PARTITIONS = 1_000
const METADATA_PARTITIONS = 5_000
const RECORDS_A_PARTITION = 10

/** A topic id as the protocol writes it in text. */
function topicId(): string {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
}

function fetchBody(records: Buffer): Draft<typeof apis.fetch.response> {
  const partitions = Array.from({ length: 10 }, (_, partitionIndex) => ({
    partitionIndex,
    errorCode: 0,
    highWatermark: 5_000_000_000 + partitionIndex,
    lastStableOffset: 5_000_000_000 + partitionIndex,
    logStartOffset: 0,
    abortedTransactions: [],
    records,
  }))
  const responses = Array.from({ length: FETCH_PARTITIONS / 10 }, () => ({ topicId: topicId(), partitions }))
  return { throttleTimeMs: 0, errorCode: 0, sessionId: 7, responses }
}

function metadataBody(): Draft<typeof apis.metadata.response> {
  const brokers = [1, 2, 3].map((nodeId) => ({ nodeId, host: `broker-${nodeId}.example`, port: 9092, rack: 'a' }))
  const partitions = Array.from({ length: 10 }, (_, partitionIndex) => ({
    errorCode: 0,
    partitionIndex,
    leaderId: 1 + (partitionIndex % 3),
    leaderEpoch: 12,
    replicaNodes: [1, 2, 3],
    isrNodes: [1, 2, 3],
    offlineReplicas: [],
  }))
  const topics = Array.from({ length: METADATA_PARTITIONS / 10 }, (_, index) => ({
    errorCode: 0,
    name: `orders-by-region-${index}`,
    topicId: topicId(),
    isInternal: false,
    partitions,
  }))
  return { brokers, clusterId: 'cluster', controllerId: 1, topics }
}

function someRecords(): Buffer {
  const builder = new BatchBuilder()
  for (let index = 0; index < RECORDS_A_PARTITION; index++) {
    builder.tryAppendPair(`key-${index}`, 'a'.repeat(90), 1_700_000_000_000 + index)
  }
  return builder.build()
}

/** Reads a response as platformatic/kafka does, from the body's first byte. */
function platformatic<T>(
  parse: (correlationId: number, key: number, version: number, reader: PlatformaticReader) => T,
) {
  return (key: number, version: number, bytes: Buffer): T => parse(1, key, version, PlatformaticReader.from(bytes))
}

const parseFetch = platformatic(fetchV17.parseResponse)
const parseMetadata = platformatic(metadataV12.parseResponse)

function fetchWithoutRecords(): Comparison {
  const bytes = fetchResponse.encode(fetchBody(Buffer.alloc(0)))
  const ours = fetchResponse.decode(bytes)
  assert.equal(ours.responses[99]?.partitions[9]?.highWatermark, 5_000_000_009)
  assert.equal(Number(parseFetch(1, 17, bytes).responses[99]?.partitions[9]?.highWatermark), 5_000_000_009)
  return {
    name: `Fetch response, ${FETCH_PARTITIONS} partitions, no records`,
    unit: 'partitions',
    ours: () => fetchResponse.decode(bytes).responses.length * 10,
    peers: { 'platformatic/kafka': () => parseFetch(1, 17, bytes).responses.length * 10 },
    bars: [{ timesPeer: 1, peer: 'platformatic/kafka' }],
  }
}

/** Walks all records of a Fetch response to their keys and values. */
function walkRecords(bytes: Buffer): number {
  let records = 0
  for (const response of fetchResponse.decode(bytes).responses) {
    for (const partition of response.partitions) {
      if (partition.records === null) continue
      for (const batch of batches(partition.records)) {
        const cursor = batch.records()
        while (cursor.next()) {
          cursor.key()
          cursor.value()
          records++
        }
      }
    }
  }
  return records
}

function fetchWithRecords(): Comparison {
  const bytes = fetchResponse.encode(fetchBody(someRecords()))
  const expected = FETCH_PARTITIONS * RECORDS_A_PARTITION
  const theirs = () =>
    parseFetch(1, 17, bytes).responses.reduce(
      (sum, response) =>
        sum + response.partitions.reduce((inner, { records }) => inner + (records?.[0]?.records.length ?? 0), 0),
      0,
    )
  assert.equal(walkRecords(bytes), expected)
  assert.equal(theirs(), expected)
  return {
    name: `Fetch response, ${FETCH_PARTITIONS} partitions of ${RECORDS_A_PARTITION} records, all read`,
    unit: 'records',
    ours: () => walkRecords(bytes),
    peers: { 'platformatic/kafka': theirs },
    bars: [{ timesPeer: 1, peer: 'platformatic/kafka' }],
  }
}

function metadata(): Comparison {
  const bytes = metadataResponse.encode(metadataBody())
  assert.equal(metadataResponse.decode(bytes).topics[499]?.name, 'orders-by-region-499')
  assert.equal(parseMetadata(3, 12, bytes).topics[499]?.name, 'orders-by-region-499')
  return {
    name: `Metadata response, ${METADATA_PARTITIONS} partitions`,
    unit: 'partitions',
    ours: () => metadataResponse.decode(bytes).topics.length * 10,
    peers: { 'platformatic/kafka': () => parseMetadata(3, 12, bytes).topics.length * 10 },
    bars: [{ timesPeer: 1, peer: 'platformatic/kafka' }],
  }
}

export const protocol: Subject = {
  name: 'protocol',
  comparisons: [fetchWithoutRecords(), fetchWithRecords(), metadata()],
}
