/** What Java's clients do is done beside ours: keys go to the same partitions, and members share a group. */
import {
  type Assignor,
  CooperativeStickyAssignor,
  RangeAssignor,
  RoundRobinAssignor,
  StickyAssignor,
} from '@millrace/core'
import { runJava } from '@millrace/test-kafka/java.ts'
import { Chapter } from '../chapter.ts'
import { MixedGroup } from '../mixed-group.ts'
import type { Stage } from '../stage.ts'

export const besideJava = new Chapter('beside Java')

const COUNTS = [1, 2, 3, 5, 7, 12, 31]

besideJava.fact('each key lies in the same partition, whether Java or we wrote it', async (t, stage) => {
  const topics = await Promise.all(COUNTS.map((count) => twins(stage, count)))
  const keys = manyKeys()
  const input = keys.map((key) => `${Buffer.from(key).toString('base64')}\n`).join('')
  const arguments_ = [stage.address, ...topics.map(({ java }) => java)]
  await runJava('interchange.KeySpreader', arguments_, { input })
  const sender = stage.producer({ lingerMs: 5 })
  for (const { ours } of topics) for (const key of keys) sender.send({ topic: ours, key, value: '' })
  await sender.flush()
  for (const { java, ours, count } of topics) {
    const expected = await partitionsOfKeys(stage, java)
    t.is(expected.size, keys.length)
    t.is(new Set(expected.values()).size, count)
    t.deepEqual(await partitionsOfKeys(stage, ours), expected)
  }
})

async function twins(stage: Stage, count: number) {
  const topic = (who: string) => stage.topic(`${who}-${count}`, { partitions: count })
  return { count, java: await topic('java'), ours: await topic('ours') }
}

/** Texts and bytes of every length up to some, longer ones of different ways through our code, and numbers. */
function manyKeys(): (string | Buffer)[] {
  const texts = ['', 'a', 'Straße', 'łódź', '鍵', '🗝️', 'x'.repeat(1_024), 'x'.repeat(1_025), 'é'.repeat(3_000)]
  const lengths = Array.from({ length: 70 }, (_, index) => index + 1)
  const ofLengths = lengths.flatMap((length) => [
    Buffer.from(Array.from({ length }, (_, at) => (at * 89 + length * 31) % 256)),
    Buffer.alloc(length, 0xff),
    'kañon '.repeat(length),
  ])
  const numbers = Array.from({ length: 300 }, (_, index) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(BigInt(index - 150) ** 7n)
    return [bytes, bytes.subarray(4), `user-${index}`]
  })
  const all = [...texts, ...ofLengths, ...numbers.flat()]
  return [...new Map(all.map((key) => [Buffer.from(key).toString('hex'), key])).values()]
}

async function partitionsOfKeys(stage: Stage, topic: string): Promise<Map<string, number>> {
  const records = await stage.records(topic)
  const pairs = records.map(({ key, partition }) => [String(key?.toString('hex')), partition] as const)
  return new Map(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
}

const assignors: readonly (readonly [readonly string[], () => readonly Assignor[]])[] = [
  [['RangeAssignor'], () => [new RangeAssignor()]],
  [['RoundRobinAssignor'], () => [new RoundRobinAssignor()]],
  [['StickyAssignor'], () => [new StickyAssignor()]],
  [['CooperativeStickyAssignor'], () => [new CooperativeStickyAssignor()]],
  [['RangeAssignor', 'CooperativeStickyAssignor'], () => [new RangeAssignor(), new CooperativeStickyAssignor()]],
]

for (const [names, make] of assignors) {
  // Ours leads at first, then Java's, and in the end nobody but ours is there.
  besideJava.fact(`${names.join(' and ')}: members of ours and of Java share a group`, async (t, stage) => {
    const topic = await stage.topic('orders', { partitions: 6 })
    const group = new MixedGroup({ broker: stage.address, topic, groupId: stage.name('group') })
    const first = group.ours('first', make())
    await group.until([6])
    const java = await group.java('java', names)
    await group.until([3, 3])
    const third = group.ours('third', make())
    await group.until([2, 2, 2])
    t.is(new Set([...first.owned, ...java.owned, ...third.owned]).size, 6)
    await first.close()
    await group.until([0, 3, 3])
    t.is(new Set([...java.owned, ...third.owned]).size, 6)
    await java.close()
    await group.until([0, 0, 6])
    await third.close()
    t.deepEqual(group.faults, [])
  })
}
