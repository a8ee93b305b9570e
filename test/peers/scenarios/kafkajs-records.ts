/** kafkajs: records go in with every acknowledgement and codec that it has, and come out as they went in. */
import kafka from 'kafkajs'
import type { Scenario } from '../scenario.ts'
import { createTopic, failureOf, kafkajs, readRecords } from './kafkajs.ts'
import { lz4Codec, snappyCodec, zstdCodec } from './kafkajs-codecs.ts'

const { CompressionCodecs, CompressionTypes } = kafka

const TOPIC = 'kafkajs-records'
const CODECS = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
}

CompressionCodecs[CompressionTypes.Snappy] = () => snappyCodec
CompressionCodecs[CompressionTypes.LZ4] = () => lz4Codec
CompressionCodecs[CompressionTypes.ZSTD] = () => zstdCodec

export const kafkajsRecords: Scenario = {
  name: 'kafkajs-records',
  async run(place) {
    const { say } = place
    const client = kafkajs(place)
    const admin = client.admin()
    await admin.connect()
    const configEntries = [{ name: 'max.message.bytes', value: '100000' }]
    await createTopic(admin, { topic: TOPIC, numPartitions: 2, configEntries })
    const producer = client.producer()
    await producer.connect()
    let sent = 0
    for (const [name, compression] of Object.entries(CODECS)) {
      const messages = Array.from({ length: 20 }, (_, at) => {
        return {
          key: `${name}-${at}`,
          value: name.repeat(at + 1),
          headers: { at: String(at) },
          timestamp: '1700000000000',
        }
      })
      for (const acks of name === 'none' ? [-1, 1] : [-1]) {
        const [first] = await producer.send({ topic: TOPIC, messages, compression, acks })
        say(`${name}, acks ${acks}: error ${first?.errorCode}, log append time ${first?.logAppendTime}`)
        sent += messages.length
      }
    }
    await producer.send({ topic: TOPIC, messages: [{ key: 'nothing', value: null }], acks: 0 })
    const tooLarge = { topic: TOPIC, messages: [{ key: 'large', value: Buffer.alloc(200_000, 'x') }] }
    say(`too large: ${await failureOf(() => producer.send(tooLarge))}`)
    const nowhere = { topic: TOPIC, messages: [{ partition: 7, value: 'x' }] }
    say(`no such partition: ${await failureOf(() => producer.send(nowhere))}`)
    const seen = await readRecords(client, { topic: TOPIC, groupId: 'kafkajs-records', count: sent + 1 })
    for (const { partition, offset, key, value, headers } of seen) {
      say(`${partition}@${offset} ${key}=${value?.slice(0, 24)} (${value?.length}) ${JSON.stringify(headers)}`)
    }
    const offsets = (await admin.fetchTopicOffsets(TOPIC)).sort((one, other) => one.partition - other.partition)
    for (const { partition, high, low } of offsets) say(`${partition}: ${low} to ${high}`)
    const early = await admin.fetchTopicOffsetsByTimestamp(TOPIC, 1_600_000_000_000)
    say(`by time: ${JSON.stringify(early.sort((one, other) => one.partition - other.partition))}`)
    await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset: '10' }] })
    const after = (await admin.fetchTopicOffsets(TOPIC)).find(({ partition }) => partition === 0)
    say(`after deleting: ${after?.low} to ${after?.high}`)
    await producer.disconnect()
    await admin.disconnect()
  },
}
