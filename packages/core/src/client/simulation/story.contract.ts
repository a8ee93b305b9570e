/**
 * The story of one seed: somebody writes numbered records, two members of a group move them to another topic within
 * transactions, and a reader watches, while requests go wrong; then peace comes and all of it has to come to an end.
 */
import { isDeepStrictEqual } from 'node:util'
import { Admin } from '../admin/admin.ts'
import { Consumer } from '../consumer/consumer.ts'
import { Producer } from '../producer/producer.ts'
import { Faults } from './faults.contract.ts'
import { GROUP, Mover } from './mover.contract.ts'
import type { StoredRecords } from './stored-records.contract.ts'
import { World } from './world.contract.ts'

const PARTITIONS = 3
const RECORDS = 150
const TROUBLE_MS = 40_000
const DELAY_MAX_MS = 3_000
const PEACE_MS = 240_000
const topics = [
  { name: 'input', partitions: PARTITIONS },
  { name: 'output', partitions: PARTITIONS },
]

export interface Ending {
  /** The values that were sent to each partition, in their order. */
  readonly sent: readonly string[][]
  /** What a reader of committed records was shown meanwhile. */
  readonly seen: readonly string[][]
  /** Where the group stands in each partition. */
  readonly committed: readonly number[]
  readonly stored: StoredRecords
  readonly pendingTimers: number
  /** What happened, and how often. */
  readonly counts: ReadonlyMap<string, number>
}

export async function tell(seed: number): Promise<Ending> {
  const world = await World.open(seed, topics)
  const { random } = world
  const isVersion1 = random.chance(0.5)
  if (isVersion1) world.speakVersion1()
  // Under version 1 what comes late may undo what came after it, and the protocol has no cure for that.
  if (!isVersion1 && random.chance(0.5)) world.requestTimeoutMs = 2_000
  const isCooperative = random.chance(0.5)
  const isStatic = random.chance(0.5)
  const faults = new Faults(world, {
    percent: 2 + random.below(14),
    topics,
    silenceMs: 15_000,
    delayMaxMs: DELAY_MAX_MS,
  })
  const names = ['mover-1', 'mover-2']
  const movers = names.map((name) => new Mover(world, { name, from: 'input', to: 'output', isCooperative, isStatic }))
  const sent: string[][] = Array.from({ length: PARTITIONS }, () => [])
  const writing = write(world, sent)
  const seen: string[][] = Array.from({ length: PARTITIONS }, () => [])
  const reader = new Consumer({ ...world.client('reader'), topics: ['output'], from: 'earliest' })
  const reading = watch(reader, seen)
  const lives = movers.map((mover) => mover.run())
  const work = Promise.all([writing, reading, ...lives])
  await world.run(Promise.race([world.sleep(TROUBLE_MS), work]), TROUBLE_MS + 1_000)
  faults.end()
  for (const mover of movers) mover.calm()
  const count = (lists: readonly string[][]) => lists.reduce((sum, { length }) => sum + length, 0)
  const isDone = async () => {
    await writing
    while (count(seen) < count(sent)) await world.sleep(50)
    await world.sleep(2_000) // whatever comes twice has time to come
  }
  await world.run(Promise.race([isDone(), work]), PEACE_MS)
  await world.run(Promise.all([...movers.map((mover) => mover.stop()), reader.close()]), PEACE_MS)
  await world.run(work, PEACE_MS)
  await world.run(world.sleep(DELAY_MAX_MS), PEACE_MS) // what was held back comes to its end
  const committed = await world.run(groupOffsets(world), PEACE_MS)
  const stored = await world.end()
  const counts = sums([faults.counts, ...movers.map((mover) => mover.counts)])
  return { sent, seen, committed, stored, counts, pendingTimers: world.clock.pendingTimers }
}

async function write(world: World, sent: string[][]): Promise<void> {
  const random = world.random.fork()
  const terms = { batchBytes: 200, lingerMs: 5, deliveryTimeoutMs: 600_000 }
  await using producer = new Producer({ ...world.client('writer'), ...terms })
  for (let index = 0; index < RECORDS; index += 1) {
    const partition = random.below(PARTITIONS)
    const value = `${partition}:${sent[partition]?.length}`
    if (!producer.send({ topic: 'input', partition, value })) await producer.ready()
    sent[partition]?.push(value)
    if (random.chance(0.5)) await world.sleep(random.below(400))
  }
  await producer.flush()
}

async function watch(reader: Consumer, seen: string[][]): Promise<void> {
  for await (const { partition, value } of reader) seen[partition]?.push(String(value))
}

async function groupOffsets(world: World): Promise<number[]> {
  await using admin = new Admin(world.client('judge'))
  const found = await admin.groupOffsets.list(GROUP, { requireStable: true })
  return Array.from({ length: PARTITIONS }, (_, partition) => found.get(`input-${partition}`)?.offset ?? 0)
}

function sums(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [what, count] of maps.flatMap((one) => [...one])) sums.set(what, (sums.get(what) ?? 0) + count)
  return sums
}

/** What is not as it has to be. */
export function problemsOf({ sent, seen, committed, stored, pendingTimers }: Ending): string[] {
  const problems: string[] = []
  const expect = (what: string, found: unknown, expected: unknown) => {
    if (!isDeepStrictEqual(found, expected)) problems.push(`${what}: expected ${expected}, found ${found}`)
  }
  for (const [partition, values] of sent.entries()) {
    const input = stored.partition('input', partition)
    const output = stored.partition('output', partition)
    expect(`written to input-${partition}`, input.values, values)
    expect(`moved to output-${partition}`, output.values, values)
    expect(`shown of output-${partition}`, seen[partition], values)
    expect(`committed of input-${partition}`, committed[partition], values.length)
    expect(`open transactions in output-${partition}`, output.open, 0)
    expect(`doubled batches in ${partition}`, input.doubled + output.doubled, 0)
  }
  expect('timers that are left', pendingTimers, 0)
  return problems
}
