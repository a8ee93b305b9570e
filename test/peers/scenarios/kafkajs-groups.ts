/** kafkajs: members of a group share a topic, one leaves, offsets are committed, moved and deleted. */
import type { Consumer } from 'kafkajs'
import type { Place, Scenario } from '../scenario.ts'
import { createTopic, failureOf, kafkajs } from './kafkajs.ts'

const TOPIC = 'kafkajs-groups'
const GROUP = 'kafkajs-groups'
const PARTITIONS = 4

export const kafkajsGroups: Scenario = {
  name: 'kafkajs-groups',
  async run(place) {
    const { say } = place
    const kafka = kafkajs(place)
    const admin = kafka.admin()
    await admin.connect()
    await createTopic(admin, { topic: TOPIC, numPartitions: PARTITIONS })
    const producer = kafka.producer()
    await producer.connect()
    const send = (from: number, to: number) => {
      const messages = Array.from({ length: to - from }, (_, at) => ({
        partition: at % PARTITIONS,
        value: `${from + at}`,
      }))
      return producer.send({ topic: TOPIC, messages })
    }
    await send(0, 40)
    const seen = new Seen()
    const first = await seen.join(place)
    say(`the first alone: ${first.assigned()}`)
    await seen.reaches(40)
    const second = await seen.join(place)
    await seen.settle([first, second])
    say(`two share: ${[first.assigned(), second.assigned()].map((list) => list.length).join(' and ')}`)
    await send(40, 80)
    await seen.reaches(80)
    await first.consumer.disconnect()
    await seen.settle([second])
    say(`the second alone: ${second.assigned()}`)
    await send(80, 120)
    await seen.reaches(120)
    await second.consumer.disconnect()
    say(`seen once each: ${seen.values.size === 120 && seen.count === 120}`)

    const { groups } = await admin.listGroups()
    say(`listed: ${JSON.stringify(groups.filter(({ groupId }) => groupId === GROUP))}`)
    const described = (await admin.describeGroups([GROUP, 'kafkajs-nobody'])).groups
    for (const one of described) say(`${one.groupId}: ${one.state} ${one.protocolType} ${one.members.length} members`)
    await sayOffsets('committed')
    await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions: [{ partition: 1, offset: '3' }] })
    await sayOffsets('set')
    await admin.resetOffsets({ groupId: GROUP, topic: TOPIC, earliest: true })
    await sayOffsets('reset')
    await admin.deleteGroups([GROUP])
    say(`deleted again: ${await failureOf(() => admin.deleteGroups([GROUP]))}`)
    await sayOffsets('deleted')
    await producer.disconnect()
    await admin.disconnect()

    async function sayOffsets(when: string): Promise<void> {
      const [topic] = await admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC] })
      const partitions = topic?.partitions.sort((one, other) => one.partition - other.partition) ?? []
      say(`${when}: ${partitions.map(({ offset }) => offset).join(' ')}`)
    }
  },
}

interface Member {
  readonly consumer: Consumer
  assigned(): readonly number[]
}

/** What the members of the group have seen together. */
class Seen {
  readonly values = new Set<string>()
  count = 0
  #changed: () => void = () => {}

  async join(place: Place): Promise<Member> {
    const consumer = kafkajs(place).consumer({ groupId: GROUP, maxWaitTimeInMs: 100, heartbeatInterval: 100 })
    let assigned: number[] = []
    const joined = new Promise<void>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        assigned = [...(payload.memberAssignment[TOPIC] ?? [])].sort()
        resolve()
        this.#changed()
      })
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        this.values.add(String(message.value))
        this.count += 1
        this.#changed()
      },
    })
    await joined
    return { consumer, assigned: () => assigned }
  }

  async reaches(count: number): Promise<void> {
    await this.#until(() => this.values.size >= count)
  }

  /** Waits until the members have all partitions between them, each at least one. */
  async settle(members: readonly Member[]): Promise<void> {
    const isSettled = () => {
      const all = members.flatMap((member) => member.assigned())
      return (
        new Set(all).size === PARTITIONS &&
        all.length === PARTITIONS &&
        members.every((one) => one.assigned().length > 0)
      )
    }
    await this.#until(isSettled)
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }
}
