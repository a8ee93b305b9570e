/** kcat: a second member takes its share of a group's partitions, and gives it back when it leaves. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Place, Scenario } from '../scenario.ts'
import { createTopic, kafkajs } from './kafkajs.ts'

const TOPIC = 'kcat-rebalance'
const PARTITIONS = 4

export const kcatRebalance: Scenario = {
  name: 'kcat-rebalance',
  async run(place) {
    const { say } = place
    const admin = kafkajs(place).admin()
    await admin.connect()
    await createTopic(admin, { topic: TOPIC, numPartitions: PARTITIONS })
    await admin.disconnect()
    const first = new Member(place)
    await first.has(PARTITIONS)
    say('the first has all partitions')
    const second = new Member(place)
    await Promise.all([first.has(PARTITIONS / 2), second.has(PARTITIONS / 2)])
    say('two share them')
    await second.leave()
    await first.has(PARTITIONS)
    say('the first has all again')
    await first.leave()
  },
}

/** A kcat that reads as a member of the group, until it is told to leave. */
class Member {
  readonly #process
  #count = 0
  #changed: () => void = () => {}

  constructor({ address }: Place) {
    const args = [
      '-b',
      address,
      '-G',
      TOPIC,
      '-X',
      'auto.offset.reset=earliest',
      '-X',
      'heartbeat.interval.ms=200',
      TOPIC,
    ]
    this.#process = spawn('kcat', args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (said + text).split('\n')
      said = lines.pop() ?? ''
      for (const line of lines) this.#note(line)
    })
  }

  async has(count: number): Promise<void> {
    while (this.#count !== count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  async leave(): Promise<void> {
    const ended = once(this.#process, 'close')
    this.#process.kill('SIGTERM')
    await ended
  }

  /** A rebalance is told of in a line that lists what was assigned. */
  #note(line: string): void {
    if (!line.includes('rebalanced')) return
    this.#count = line.includes('assigned: ') && !line.includes('revoked: ') ? (line.match(/\[\d+\]/g) ?? []).length : 0
    this.#changed()
  }
}
