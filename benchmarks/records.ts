/**
 * How fast record batches are written and read: records of 110 bytes, beside kafkajs's own encoder and
 * decoder. Both sides write the checksum; on reading, ours checks it and kafkajs does not. Each side's
 * batch is read by the other before anything is measured.
 */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { BatchBuilder, RecordBatch } from '@millrace/core/records'
import type { Subject } from './measure.ts'

const RECORDS_A_BATCH = 5_000
const FIRST_TIMESTAMP = 1_700_000_000_000
/** Where kafkajs's decoder finds the number of records, and then the records. */
const RECORD_COUNT_AT = 57

interface KafkajsBytes {
  readonly buffer: Buffer
}

interface KafkajsRecord {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer
  readonly value: Buffer
}

interface KafkajsDecoder {
  readVarIntBytes(): Buffer
  readArray<T>(read: (decoder: KafkajsDecoder) => T): T[]
}

interface KafkajsBatch {
  readonly firstTimestamp: number
  readonly maxTimestamp: number
  readonly lastOffsetDelta: number
  readonly records: readonly KafkajsBytes[]
}

/** The inside of kafkajs, which has no types. */
const require = createRequire(import.meta.url)
const kafkajs = {
  encodeRecord: require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => KafkajsBytes,
  /** Its promise is settled when it returns, unless it compresses. */
  encodeBatch: require('kafkajs/src/protocol/recordBatch/v0').RecordBatch as (b: KafkajsBatch) => Promise<KafkajsBytes>,
  decodeRecord: require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
    decoder: KafkajsDecoder,
    batch: object,
  ) => KafkajsRecord,
  decodeBatch: require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
    decoder: KafkajsDecoder,
  ) => Promise<{ records: KafkajsRecord[] }>,
  Decoder: require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => KafkajsDecoder,
}

const indexes = Array.from({ length: RECORDS_A_BATCH }, (_, index) => index)
const keyTexts = indexes.map((index) => `key-${String(index).padStart(6, '0')}`)
const valueTexts = indexes.map((index) => `{"index":${index},"note":"`.padEnd(87, 'millrace ').concat('"}'))
const keys = keyTexts.map((text) => Buffer.from(text))
const values = valueTexts.map((text) => Buffer.from(text))
const builder = new BatchBuilder()

function encodeOurs(): number {
  builder.reset()
  for (let index = 0; index < RECORDS_A_BATCH; index++) {
    builder.tryAppendPair(keys[index] as Buffer, values[index] as Buffer, FIRST_TIMESTAMP + index)
  }
  builder.build()
  return RECORDS_A_BATCH
}

function encodeTextOurs(): number {
  builder.reset()
  for (let index = 0; index < RECORDS_A_BATCH; index++) {
    builder.tryAppendPair(keyTexts[index] as string, valueTexts[index] as string, FIRST_TIMESTAMP + index)
  }
  builder.build()
  return RECORDS_A_BATCH
}

function decodeOurs(bytes: Buffer): number {
  let characters = 0
  const records = new RecordBatch(bytes).records()
  while (records.next()) characters += (records.keyText() as string).length + (records.valueText() as string).length
  assert.ok(characters > RECORDS_A_BATCH)
  return RECORDS_A_BATCH
}

function kafkajsBatch(): Promise<KafkajsBytes> {
  const records = keys.map((key, index) =>
    kafkajs.encodeRecord({ offsetDelta: index, timestampDelta: index, key, value: values[index] }),
  )
  const lastOffsetDelta = RECORDS_A_BATCH - 1
  const maxTimestamp = FIRST_TIMESTAMP + lastOffsetDelta
  return kafkajs.encodeBatch({ firstTimestamp: FIRST_TIMESTAMP, maxTimestamp, lastOffsetDelta, records })
}

function encodeKafkajs(): number {
  void kafkajsBatch()
  return RECORDS_A_BATCH
}

/** What kafkajs's decoder of a batch does behind the header; the whole of it answers with a promise. */
function decodeKafkajs(bytes: Buffer): number {
  let characters = 0
  const batch = { firstOffset: '0', firstTimestamp: String(FIRST_TIMESTAMP), magicByte: 2 }
  const records = new kafkajs.Decoder(bytes.subarray(RECORD_COUNT_AT)).readArray((decoder) =>
    kafkajs.decodeRecord(new kafkajs.Decoder(decoder.readVarIntBytes()), batch),
  )
  for (const { key, value } of records) characters += key.toString().length + value.toString().length
  assert.ok(characters > RECORDS_A_BATCH)
  return RECORDS_A_BATCH
}

async function checkBothAgree(ours: Buffer, theirs: Buffer): Promise<void> {
  const { records } = await kafkajs.decodeBatch(new kafkajs.Decoder(ours))
  const cursor = new RecordBatch(theirs).records()
  for (const [index, record] of records.entries()) {
    assert.ok(cursor.next())
    assert.deepEqual([record.offset, record.timestamp], [String(index), String(FIRST_TIMESTAMP + index)])
    assert.deepEqual([cursor.offset, cursor.timestamp], [index, FIRST_TIMESTAMP + index])
    assert.deepEqual([record.key.toString(), record.value.toString()], [keyTexts[index], valueTexts[index]])
    assert.deepEqual([cursor.keyText(), cursor.valueText()], [keyTexts[index], valueTexts[index]])
  }
  assert.equal(cursor.next(), false)
}

encodeOurs()
const oursEncoded = Buffer.from(builder.build())
const kafkajsEncoded = (await kafkajsBatch()).buffer
await checkBothAgree(oursEncoded, kafkajsEncoded)

export const records: Subject = {
  name: 'records',
  comparisons: [
    {
      name: 'encode 110-byte records, key and value as bytes',
      unit: 'records',
      ours: encodeOurs,
      peers: { kafkajs: encodeKafkajs },
      bars: [{ unitsPerSecond: 8_000_000 }, { timesPeer: 20, peer: 'kafkajs' }],
    },
    {
      name: 'encode 110-byte records, key and value as text',
      unit: 'records',
      ours: encodeTextOurs,
      peers: {},
      bars: [],
    },
    {
      name: 'decode 110-byte records, key and value to text',
      unit: 'records',
      ours: () => decodeOurs(oursEncoded),
      peers: { kafkajs: () => decodeKafkajs(oursEncoded) },
      bars: [{ unitsPerSecond: 4_000_000 }],
    },
  ],
}
