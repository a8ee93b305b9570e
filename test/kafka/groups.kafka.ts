/**
 * Groups whose members are of ours and of Java's, at Apache Kafka and at our broker: whoever leads, all assignors give
 * each partition to one of them.
 */
import {
  type Assignor,
  CooperativeStickyAssignor,
  RangeAssignor,
  RoundRobinAssignor,
  StickyAssignor,
  silentLogger,
  startBroker,
} from '@millrace/core'
import test, { type ExecutionContext } from 'ava'
import { withBroker } from './broker-runs.ts'
import { emptyFolder, removeFolders } from './folders.ts'
import { MixedGroup } from './group-peers.ts'

test.after.always(removeFolders)

const assignors: readonly (readonly [readonly string[], () => readonly Assignor[]])[] = [
  [['RangeAssignor'], () => [new RangeAssignor()]],
  [['RoundRobinAssignor'], () => [new RoundRobinAssignor()]],
  [['StickyAssignor'], () => [new StickyAssignor()]],
  [['CooperativeStickyAssignor'], () => [new CooperativeStickyAssignor()]],
  [['RangeAssignor', 'CooperativeStickyAssignor'], () => [new RangeAssignor(), new CooperativeStickyAssignor()]],
]

/** Ours leads at first, then Java's, and in the end nobody but ours is there. */
async function mix(t: ExecutionContext, broker: string): Promise<void> {
  for (const [names, make] of assignors) {
    const group = new MixedGroup(broker, names.join())
    const first = group.ours('first', make())
    await group.until([6])
    const java = await group.java('java', names)
    await group.until([3, 3])
    const third = group.ours('third', make())
    await group.until([2, 2, 2])
    t.is(new Set([...first.owned, ...java.owned, ...third.owned]).size, 6, `${names}`)
    await first.close()
    await group.until([0, 3, 3])
    t.is(new Set([...java.owned, ...third.owned]).size, 6, `${names}`)
    await java.close()
    await group.until([0, 0, 6])
    await third.close()
    t.deepEqual(group.faults, [], `${names}`)
  }
}

test('at our broker, members of ours and of Java share a group', async (t) => {
  t.timeout(180_000)
  await using broker = await startBroker({
    topics: [{ name: 'orders', partitions: 6 }],
    config: { groupInitialRebalanceDelayMs: 0 },
    logger: silentLogger,
  })
  await mix(t, broker.address)
})

test('at Apache Kafka, members of ours and of Java share a group', async (t) => {
  t.timeout(300_000)
  await withBroker(emptyFolder(), async (clients, broker) => {
    await clients.create('orders', { partitions: 6 })
    await mix(t, broker.bootstrap)
  })
})
