/** platformatic/kafka: every codec, keys, nulls and headers, in at one end and out at the other. */
import { type Message, ProduceAcks } from '@platformatic/kafka'
import type { Scenario } from '../scenario.ts'
import { createTopic, failureOf, newAdmin, newProducer, readTexts } from './platformatic.ts'

const TOPIC = 'platformatic-records'
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const PER_CODEC = 15

export const platformaticRecords: Scenario = {
  name: 'platformatic-records',
  async run(place) {
    const { say } = place
    const admin = newAdmin(place)
    await createTopic(admin, TOPIC, 2)
    const producer = newProducer(place)
    for (const compression of CODECS) {
      const messages = Array.from({ length: PER_CODEC }, (_, at) => {
        const headers = { at: String(at) }
        return {
          topic: TOPIC,
          partition: at % 2,
          key: `${compression}-${at}`,
          value: compression.repeat(at),
          headers,
          timestamp: 1_700_000_000_000n,
        }
      })
      const { offsets = [] } = await producer.send({ messages, compression, acks: ProduceAcks.ALL })
      say(
        `${compression}: ${offsets
          .map(({ partition, offset }) => `${partition}@${offset}`)
          .sort()
          .join(' ')}`,
      )
    }
    const nowhere = { messages: [{ topic: 'platformatic-none', value: 'x' }] }
    say(`no such topic: ${await failureOf(() => producer.send(nowhere))}`)
    const count = CODECS.length * PER_CODEC
    for (const message of await readTexts(place, { topic: TOPIC, groupId: TOPIC, count })) say(line(message))
    await producer.close()
    await admin.close()
  },
}

function line({ partition, offset, key, value, headers, timestamp }: Message<string, string, string, string>): string {
  return `${partition}@${offset} ${key}=${value} ${JSON.stringify([...headers])} ${timestamp}`
}
