/** platformatic/kafka: a group of one, of two, and of one again; offsets are committed and found again. */
import { MessagesStreamModes } from '@platformatic/kafka'
import type { Scenario } from '../scenario.ts'
import { createTopic, failureOf, newAdmin, newConsumer, newProducer } from './platformatic.ts'

const TOPIC = 'platformatic-groups'
const GROUP = 'platformatic-groups'
const PARTITIONS = 4

type Member = ReturnType<typeof newConsumer>

const countOf = (member: Member | undefined) => member?.assignments?.flatMap(({ partitions }) => partitions).length ?? 0

/** Waits until the members have all partitions between them, and as many as each other. */
async function untilShared(members: readonly Member[]): Promise<void> {
  const isShared = () => members.every((member) => countOf(member) === PARTITIONS / members.length)
  while (!isShared()) {
    await new Promise<void>((resolve) => {
      for (const member of members) member.once('consumer:group:join', () => resolve())
    })
  }
}

export const platformaticGroups: Scenario = {
  name: 'platformatic-groups',
  async run(place) {
    const { say } = place
    const admin = newAdmin(place)
    await createTopic(admin, TOPIC, PARTITIONS)
    const producer = newProducer(place)
    await producer.send({
      messages: Array.from({ length: 40 }, (_, at) => ({ topic: TOPIC, partition: at % PARTITIONS, value: `${at}` })),
    })
    const seen = new Set<string>()
    const first = newConsumer(place, GROUP)
    const stream = await first.consume({
      topics: [TOPIC],
      mode: MessagesStreamModes.COMMITTED,
      fallbackMode: 'earliest',
    })
    for await (const { value, commit } of stream) {
      seen.add(value)
      await commit()
      if (seen.size === 40) break
    }
    say(`the first saw ${seen.size}`)
    const described = (await admin.describeGroups({ groups: [GROUP] })).get(GROUP)
    say(`${described?.state} ${described?.protocolType} ${described?.members.size}`)
    await stream.close()
    const members = [first, newConsumer(place, GROUP)]
    await Promise.all(members.map((member) => member.consume({ topics: [TOPIC], mode: MessagesStreamModes.COMMITTED })))
    await untilShared(members)
    say(`two share: ${members.map(countOf).join(' and ')}`)
    await first.close(true)
    await untilShared(members.slice(1))
    say(`the second alone: ${countOf(members[1])}`)
    await members[1]?.close(true)
    const offsets = await admin.listConsumerGroupOffsets({ groups: [GROUP] })
    for (const { topics } of offsets) {
      const partitions = topics
        .flatMap((topic) => topic.partitions)
        .sort((one, other) => one.partitionIndex - other.partitionIndex)
      say(`committed: ${partitions.map(({ committedOffset }) => committedOffset).join(' ')}`)
    }
    const groups = await admin.listGroups()
    const listed = groups.get(GROUP)
    say(`listed: ${listed?.state} ${listed?.groupType} ${listed?.protocolType}`)
    await admin.deleteGroups({ groups: [GROUP] })
    say(`deleted again: ${await failureOf(() => admin.deleteGroups({ groups: [GROUP] }))}`)
    await producer.close()
    await admin.close()
  },
}
