/** kafkajs: topics come, grow, are configured and go; what is wrong is refused by its name. */
import kafka from 'kafkajs'
import type { Scenario } from '../scenario.ts'
import { failureOf, kafkajs, untilLed } from './kafkajs.ts'

const { ConfigResourceTypes } = kafka

const TOPIC = 'kafkajs-admin'
const SHOWN = ['cleanup.policy', 'max.message.bytes', 'retention.ms', 'segment.bytes', 'min.insync.replicas']

export const kafkajsAdmin: Scenario = {
  name: 'kafkajs-admin',
  async run(place) {
    const { say } = place
    const admin = kafkajs(place).admin()
    await admin.connect()
    const configEntries = [{ name: 'retention.ms', value: '3600000' }]
    const topics = [{ topic: TOPIC, numPartitions: 3, configEntries }]
    say(`created: ${await admin.createTopics({ topics })}`)
    say(`created again: ${await admin.createTopics({ topics })}`)
    const badTopics = [
      { topic: 'bad/name', numPartitions: 1 },
      { topic: 'kafkajs-three-replicas', numPartitions: 1, replicationFactor: 3 },
      { topic: 'kafkajs-no-partitions', numPartitions: 0 },
      { topic: 'kafkajs-bad-config', numPartitions: 1, configEntries: [{ name: 'retention.ms', value: 'soon' }] },
      { topic: 'kafkajs-odd-config', numPartitions: 1, configEntries: [{ name: 'no.such.config', value: '1' }] },
    ]
    for (const bad of badTopics) {
      say(`creating ${bad.topic}: ${await failureOf(() => admin.createTopics({ topics: [bad] }))}`)
    }
    await sayConfigs('as created')
    const change = {
      type: ConfigResourceTypes.TOPIC,
      name: TOPIC,
      configEntries: [{ name: 'segment.bytes', value: '2097152' }],
    }
    await admin.alterConfigs({ validateOnly: false, resources: [change] })
    await sayConfigs('altered')
    await admin.createPartitions({ topicPartitions: [{ topic: TOPIC, count: 5 }] })
    const fewer = { topicPartitions: [{ topic: TOPIC, count: 2 }] }
    say(`fewer partitions: ${await failureOf(() => admin.createPartitions(fewer))}`)
    const { topics: found } = await admin.fetchTopicMetadata({ topics: [TOPIC] })
    for (const { name, partitions } of found) {
      const facts = partitions.sort((one, other) => one.partitionId - other.partitionId)
      for (const one of facts) say(`${name}-${one.partitionId}: ${one.partitionErrorCode} ${one.replicas.length}`)
    }
    say(`metadata of none: ${await failureOf(() => admin.fetchTopicMetadata({ topics: ['kafkajs-none'] }))}`)
    await untilLed(admin, TOPIC)
    say(`offsets: ${JSON.stringify(sorted(await admin.fetchTopicOffsets(TOPIC)))}`)
    await admin.deleteTopics({ topics: [TOPIC] })
    say(`deleted again: ${await failureOf(() => admin.deleteTopics({ topics: [TOPIC] }))}`)
    say(`listed: ${(await admin.listTopics()).includes(TOPIC)}`)
    await admin.disconnect()

    async function sayConfigs(when: string): Promise<void> {
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: TOPIC }]
      const described = await admin.describeConfigs({ resources, includeSynonyms: false })
      for (const name of SHOWN) {
        const entry = described.resources[0]?.configEntries.find((one) => one.configName === name)
        say(`${when}: ${name}=${entry?.configValue} default=${entry?.isDefault} readonly=${entry?.readOnly}`)
      }
    }
  },
}

function sorted<One extends { partition: number }>(partitions: One[]): One[] {
  return partitions.sort((one, other) => one.partition - other.partition)
}
