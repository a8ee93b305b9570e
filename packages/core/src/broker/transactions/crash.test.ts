/**
 * A broker that ends at every write of a transaction's end, and what readers see after the next start. When
 * only the process ends, nothing is lost; when the power does, what was durable, which is everything that was
 * acknowledged where `flush.messages` is 1.
 */
import assert from 'node:assert/strict'
import test, { type ExecutionContext } from 'ava'
import type { Disk } from '../../host/disk.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import type { MemoryDisk } from '../../host/memory-disk.ts'
import { type Random, SeededRandom } from '../../host/random.ts'
import { CONSUMER_OFFSETS } from '../internal-topics.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { StoppingDisk } from './stopping-disk.contract.ts'
import { committedIn, groupOffset, TestProducer } from './test-producer.contract.ts'

const PARTITIONS = [0, 1, 2].map((partition) => ({ topic: 'orders', partition }))
/** What the group reads. */
const SOURCE = { topic: 'orders', partition: 0 }
const MINUTE_MS = 60_000

interface Scenario {
  readonly speaks: 1 | 2
  readonly isCommit: boolean
  readonly powerLoss: ((round: number) => Random) | null
  readonly flushMessages: number | null
}

async function openBroker(disk: Disk, clock: ManualClock, { flushMessages }: Scenario) {
  const few = { 'transaction.state.log.num.partitions': 2, 'offsets.topic.num.partitions': 2 }
  const config = flushMessages === null ? few : { ...few, 'log.flush.interval.messages': flushMessages }
  // What it says of its own disk is not asked here.
  return await TestBroker.open({ disk: disk as MemoryDisk, clock, config })
}

/** Writes `old` in a transaction that is committed, and `new` in one that is being ended when the broker ends. */
async function endedAtWrite(write: number, scenario: Scenario) {
  const clock = new ManualClock()
  const disk = StoppingDisk.make(clock)
  const broker = await openBroker(disk, clock, scenario)
  await createOrders(broker, PARTITIONS.length)
  await broker.broker.parts.internalTopics.ensure(CONSUMER_OFFSETS)
  const producer = await TestProducer.open(broker, { speaks: scenario.speaks })
  for (const place of PARTITIONS) await producer.write(place, 'old')
  assert.equal(await producer.commitOffset(SOURCE, 1), 'NONE')
  await producer.end(true)
  for (const place of PARTITIONS) await producer.write(place, 'new')
  assert.equal(await producer.commitOffset(SOURCE, 2), 'NONE')
  const claim = producer.claim
  disk.stopAfter(write, scenario.powerLoss?.(write) ?? null)
  const error = await producer.end(scenario.isCommit)
  const wasStopped = disk.left !== null
  const after = await openBroker(disk.stop(), clock, scenario)
  await othersHadTheirTurn()
  producer.broker = after
  return { clock, broker: after, producer, claim, wasAcknowledged: error === 'NONE', wasStopped }
}

/** Flushes of a disk in memory are over when all promises are. */
function othersHadTheirTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** The records, and the offset that a group has come to. */
async function readersSee(broker: TestBroker): Promise<string> {
  const values = PARTITIONS.map((place) => committedIn(broker, place).join('+'))
  return [...values, await groupOffset(broker, SOURCE)].join(' ')
}

const ALL = 'old+new old+new old+new 2'
const NOTHING = 'old old old 1'

function assertStable(t: ExecutionContext, broker: TestBroker): void {
  for (const { log } of broker.broker.parts.topics.get('orders')?.partitions ?? []) {
    t.is(log.lastStableOffset, log.endOffset)
  }
}

/** A new producer of the transactional id writes everywhere: no partition knows a later epoch than it has. */
async function assertWritable(t: ExecutionContext, broker: TestBroker): Promise<void> {
  const producer = await TestProducer.open(broker)
  for (const place of PARTITIONS) t.is(await producer.write(place, 'next'), 'NONE')
  t.is(await producer.end(true), 'NONE')
  for (const place of PARTITIONS) t.is(committedIn(broker, place).at(-1), 'next')
}

/** Lets the broker end at its first write, its second, and so on, until it comes through. */
async function atEveryWrite(scenario: Scenario, check: (ended: Awaited<ReturnType<typeof endedAtWrite>>) => unknown) {
  for (let write = 0; ; write += 1) {
    const ended = await endedAtWrite(write, scenario)
    await check(ended)
    await ended.broker.close()
    if (!ended.wasStopped) return write
  }
}

for (const speaks of [1, 2] as const) {
  for (const isCommit of [true, false]) {
    const what = `${isCommit ? 'commit' : 'abort'} of version ${speaks}`

    test(`a process that ends during a ${what} leaves all of the transaction or nothing, and the producer can end it again`, async (t) => {
      const scenario: Scenario = { speaks, isCommit, powerLoss: null, flushMessages: null }
      const writes = await atEveryWrite(scenario, async ({ broker, producer, wasAcknowledged }) => {
        const seen = await readersSee(broker)
        t.true(seen === NOTHING || (isCommit && seen === ALL), seen)
        if (wasAcknowledged && isCommit) t.is(seen, ALL)
        if (!wasAcknowledged) t.is(await producer.end(isCommit), 'NONE')
        t.is(await readersSee(broker), isCommit ? ALL : NOTHING)
        assertStable(t, broker)
        await producer.write({ topic: 'orders', partition: 0 }, 'next')
        t.is(await producer.end(true), 'NONE')
        t.true((await readersSee(broker)).includes('+next'))
      })
      t.true(writes >= 2 + PARTITIONS.length)
    })

    test(`a power loss during a ${what} leaves all of the transaction or nothing, where the topics flush`, async (t) => {
      const powerLoss = (round: number) => new SeededRandom(round + 1)
      const scenario: Scenario = { speaks, isCommit, powerLoss, flushMessages: 1 }
      await atEveryWrite(scenario, async ({ clock, broker, wasAcknowledged }) => {
        const seen = await readersSee(broker)
        t.true(seen === NOTHING || (isCommit && seen === ALL), seen)
        if (wasAcknowledged) t.is(seen, isCommit ? ALL : NOTHING)
        clock.advance(2 * MINUTE_MS)
        await othersHadTheirTurn()
        t.is(await readersSee(broker), seen)
        assertStable(t, broker)
      })
    })

    test(`a power loss during a ${what} holds up no reader for ever, even where nothing flushes`, async (t) => {
      for (let seed = 1; seed <= 5; seed += 1) {
        const powerLoss = (round: number) => new SeededRandom(100 * seed + round)
        const scenario: Scenario = { speaks, isCommit, powerLoss, flushMessages: null }
        await atEveryWrite(scenario, async ({ clock, broker }) => {
          clock.advance(2 * MINUTE_MS)
          assertStable(t, broker)
          await assertWritable(t, broker)
        })
      }
    })
  }
}
