/** Java's transactional producer: what it commits is seen by those who read committed records, what it aborts is not. */
import { Clients } from '@millrace/test-kafka/clients.ts'
import type { Scenario } from '../scenario.ts'

const TOPIC = 'java-transactions'
const ROUNDS = [
  ['first', true],
  ['second', false],
  ['third', true],
] as const

export const javaTransactions: Scenario = {
  name: 'java-transactions',
  async run({ address, say }) {
    const clients = await Clients.start(address)
    try {
      await clients.create(TOPIC, { partitions: 2 })
      const producer = 'transactional'
      await clients.open(producer, { 'transactional.id': TOPIC })
      for (const [text, isCommit] of ROUNDS) {
        await clients.begin(producer)
        for (const partition of [0, 1]) await clients.send(producer, { topic: TOPIC, partition }, [record(text)])
        if (isCommit) await clients.commit(producer)
        else await clients.abort(producer)
      }
      for (const partition of [0, 1]) {
        for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
          const seen = await clients.read({ topic: TOPIC, partition }, isolation)
          say(`${partition}, ${isolation}: ${seen.map(({ offset, value }) => `${offset} ${value}`).join(', ')}`)
        }
      }
    } finally {
      await clients.end()
    }
  },
}

function record(value: string) {
  return { key: null, value, timestamp: 1_700_000_000_000, headers: [] }
}
