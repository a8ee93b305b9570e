/** platformatic/kafka: topics come, grow, are looked at and go. */
import type { Scenario } from '../scenario.ts'
import { failureOf, newAdmin, newProducer } from './platformatic.ts'

const TOPIC = 'platformatic-admin'

export const platformaticAdmin: Scenario = {
  name: 'platformatic-admin',
  async run(place) {
    const { say } = place
    const admin = newAdmin(place)
    const configs = [{ name: 'cleanup.policy', value: 'compact' }]
    const [made] = await admin.createTopics({ topics: [TOPIC], partitions: 3, replicas: 1, configs })
    say(`created: ${made?.name} ${made?.partitions} ${made?.replicas} ${made?.configuration['cleanup.policy']}`)
    say(`again: ${await failureOf(() => admin.createTopics({ topics: [TOPIC] }))}`)
    await admin.createPartitions({ topics: [{ name: TOPIC, count: 5, assignments: null } as never] })
    const look = async () => (await admin.metadata({ topics: [TOPIC], forceUpdate: true })).topics.get(TOPIC)
    let found = await look()
    while (found?.partitionsCount !== 5) found = await look()
    say(`partitions: ${found?.partitionsCount}`)
    say(
      `leaders: ${found?.partitions.map(({ leaderEpoch, replicas }) => `${leaderEpoch}/${replicas.length}`).join(' ')}`,
    )
    const producer = newProducer(place)
    await producer.send({
      messages: Array.from({ length: 6 }, (_, at) => ({ topic: TOPIC, partition: at % 2, key: 'k', value: `${at}` })),
    })
    await producer.close()
    const partitions = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, timestamp: -1n }))
    for (const topic of await admin.listOffsets({ topics: [{ name: TOPIC, partitions }] })) {
      const sorted = topic.partitions.sort((one, other) => one.partitionIndex - other.partitionIndex)
      for (const { partitionIndex, offset, leaderEpoch } of sorted)
        say(`${partitionIndex} ends at ${offset} (${leaderEpoch})`)
    }
    const records = { topics: [{ name: TOPIC, partitions: [{ partition: 0, offset: 2n }] }] }
    say(`deleting records of a compacted topic: ${await failureOf(() => admin.deleteRecords(records as never))}`)
    await admin.deleteTopics({ topics: [TOPIC] })
    say(`deleting again: ${await failureOf(() => admin.deleteTopics({ topics: [TOPIC] }))}`)
    say(`listed: ${(await admin.listTopics()).includes(TOPIC)}`)
    await admin.close()
  },
}
