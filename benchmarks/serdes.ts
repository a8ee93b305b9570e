/**
 * What serdes cost on the way of a record: into a batch and out of one, by the serdes' ways of writing and reading
 * in place. The peer, `bytes`, is the way by `serialize` and `deserialize`, with bytes of their own in between.
 */
import { BatchBuilder, type FieldReader, RecordBatch, type RecordCursor } from '@millrace/core/records'
import { decoderOf, encoderOf, json, long, type Serde, string, timeWindowed } from '@millrace/streams/serde'
import type { Comparison, Subject } from './measure.ts'

const RECORDS_A_BATCH = 5_000
const FIRST_TIMESTAMP = 1_700_000_000_000

interface View {
  readonly page: string
  readonly user: string
  readonly bot: boolean
  readonly sinceMs: number
}

/** Records of one kind: serdes, and keys and values for a batch of them. */
interface Load<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
  readonly keys: readonly K[]
  readonly values: readonly V[]
}

const indexes = Array.from({ length: RECORDS_A_BATCH }, (_, index) => index)
const texts = indexes.map((index) => `key-${String(index).padStart(6, '0')}`)
const longs = indexes.map((index) => index * 1_000_003)
const views = indexes.map(
  (index): View => ({ page: `/pages/${index}`, user: `user-${index}`, bot: false, sinceMs: FIRST_TIMESTAMP + index }),
)
const minutes = texts.map((key, index) => ({ key, window: { startMs: index * 60_000, endMs: (index + 1) * 60_000 } }))

const builder = new BatchBuilder()
/** Keeps what was read from being optimized away. */
let seen: unknown

function writing<K, V>({ name, key, value, keys, values }: Load<K, V>): Comparison {
  const [encodeKey, encodeValue] = [encoderOf(key), encoderOf(value)]
  const write = (append: (index: number) => void) => () => {
    builder.reset()
    for (let index = 0; index < RECORDS_A_BATCH; index++) append(index)
    return RECORDS_A_BATCH
  }
  const ours = write((index) =>
    builder.tryAppendPair(encodeKey(keys[index] as K), encodeValue(values[index] as V), FIRST_TIMESTAMP + index),
  )
  const bytes = write((index) =>
    builder.tryAppendPair(
      key.serialize(keys[index] as K),
      value.serialize(values[index] as V),
      FIRST_TIMESTAMP + index,
    ),
  )
  return { name: `write ${name}`, unit: 'records', ours, peers: { bytes }, bars: [] }
}

function reading<K, V>({ name, key, value, keys, values }: Load<K, V>): Comparison {
  builder.reset()
  keys.forEach((each, index) => {
    builder.tryAppendPair(key.serialize(each), value.serialize(values[index] as V), FIRST_TIMESTAMP + index)
  })
  const batch = Buffer.from(builder.build())
  const read = (look: (record: RecordCursor) => void) => () => {
    const record = new RecordBatch(batch).records()
    while (record.next()) look(record)
    return RECORDS_A_BATCH
  }
  const [decodeKey, decodeValue]: [FieldReader<K>, FieldReader<V>] = [decoderOf(key), decoderOf(value)]
  const ours = read((record) => {
    seen = record.readKey(decodeKey)
    seen = record.readValue(decodeValue)
  })
  const bytes = read((record) => {
    seen = key.deserialize(record.key() as Buffer)
    seen = value.deserialize(record.value() as Buffer)
  })
  return { name: `read ${name}`, unit: 'records', ours, peers: { bytes }, bars: [] }
}

const both = <K, V>(load: Load<K, V>): Comparison[] => [writing(load), reading(load)]

export const serdes: Subject = {
  name: 'serdes',
  comparisons: [
    ...both({ name: 'string → long', key: string, value: long, keys: texts, values: longs }),
    ...both({ name: 'long → long', key: long, value: long, keys: longs, values: longs }),
    ...both({ name: 'string → JSON', key: string, value: json<View>(), keys: texts, values: views }),
    ...both({
      name: 'windowed string → long',
      key: timeWindowed(string, '1m'),
      value: long,
      keys: minutes,
      values: longs,
    }),
  ],
  close: async () => {
    if (seen === undefined) throw new Error('nothing was read')
  },
}
