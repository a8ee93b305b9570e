/**
 * Producers against a broker that does something bad to every so many requests, by chance: whatever the seed, each
 * record that was acknowledged is there once and in order, and nothing is there twice.
 */
import test from 'ava'
import { SeededRandom } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { type Decision, delay, drop, fail, loseAnswer, pass } from '../../testing.ts'
import { AbortableError } from '../errors.ts'
import type { Producer } from './producer.ts'
import { ProducerStage } from './producer-stage.contract.ts'

const PARTITIONS = 3
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed + 1)

const FAULTS: readonly Decision[] = [
  drop,
  loseAnswer,
  fail('NOT_LEADER_OR_FOLLOWER'),
  fail('NOT_ENOUGH_REPLICAS'),
  fail('COORDINATOR_NOT_AVAILABLE'),
]

/** Others that are late can undo what came after them, whoever the client is: the protocol has no cure for that. */
const LATE = delay(700)

/** Lets something bad happen to so many of a hundred requests. */
function disturb(stage: ProducerStage, random: SeededRandom, percent: number) {
  return stage.broker.control('any', ({ api }) => {
    if (api.key === apis.apiVersions.key || !random.chance(percent / 100)) return pass
    if (random.chance(0.1)) stage.broker.moveLeader('orders', random.below(PARTITIONS))
    return api.key === apis.produce.key && random.chance(0.2) ? LATE : FAULTS[random.below(FAULTS.length)]
  })
}

test('each record is there once and in order, whatever happens to requests', async (t) => {
  for (const seed of SEEDS) {
    const random = new SeededRandom(seed)
    await using stage = await ProducerStage.open()
    // A request that is given up may still be handled, behind the one that is sent in its place.
    const requestTimeoutMs = random.chance(0.5) ? 300 : 30_000
    const producer = stage.producer({
      batchBytes: 200 + random.below(400),
      lingerMs: random.below(10),
      requestTimeoutMs,
    })
    const control = disturb(stage, random, 25)
    const sent: string[][] = Array.from({ length: PARTITIONS }, () => [])
    for (let index = 0; index < 300; index += 1) {
      const partition = random.below(PARTITIONS)
      const value = `record ${index} of partition ${partition}`
      producer.send({ topic: 'orders', partition, value })
      sent[partition]?.push(value)
      if (random.chance(0.05)) await stage.pass(random.below(30))
    }
    await stage.until(producer.flush(), 5)
    control.remove()
    for (const [partition, values] of sent.entries()) {
      t.deepEqual(await stage.values('orders', partition), values, `seed ${seed}`)
    }
    t.is(producer.bufferedBytes, 0)
  }
})

test('with records that are given up on the way, none is there twice and none that was acknowledged is missing', async (t) => {
  for (const seed of SEEDS) {
    const random = new SeededRandom(seed)
    await using stage = await ProducerStage.open()
    const producer = stage.producer({ batchBytes: 300, lingerMs: 0, deliveryTimeoutMs: 400, requestTimeoutMs: 300 })
    const control = disturb(stage, random, 50)
    const delivered: string[][] = Array.from({ length: PARTITIONS }, () => [])
    const sent: string[][] = Array.from({ length: PARTITIONS }, () => [])
    for (let index = 0; index < 300; index += 1) {
      const partition = random.below(PARTITIONS)
      const value = `record ${index} of partition ${partition}`
      sent[partition]?.push(value)
      producer.send({ topic: 'orders', partition, value }, (error) => {
        if (error === null) delivered[partition]?.push(value)
      })
      if (random.chance(0.05)) await stage.pass(random.below(100))
    }
    await stage.until(producer.flush(), 5)
    control.remove()
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const found = (await stage.values('orders', partition)).map(String)
      t.is(new Set(found).size, found.length, `seed ${seed}: twice`)
      t.deepEqual(
        delivered[partition]?.filter((value) => !found.includes(value)),
        [],
        `seed ${seed}: missing`,
      )
      t.deepEqual(
        found,
        sent[partition]?.filter((value) => found.includes(value)),
        `seed ${seed}: order`,
      )
    }
  }
})

/** Transactions that are committed or aborted by chance; gives what has to be there after them. */
async function manyTransactions(stage: ProducerStage, producer: Producer, random: SeededRandom) {
  const committed: string[][] = Array.from({ length: PARTITIONS }, () => [])
  let offset = -1
  for (let index = 0; index < 15; index += 1) {
    producer.begin()
    const mine: [number, string][] = Array.from({ length: random.below(20) }, (_, at) => {
      return [random.below(PARTITIONS), `record ${at} of transaction ${index}`]
    })
    try {
      for (const [partition, value] of mine) producer.send({ topic: 'orders', partition, value })
      const offsets = [{ topic: 'orders', partition: 0, offset: index }]
      await stage.until(producer.sendOffsets(offsets, { groupId: 'billing' }), 5)
      if (random.chance(0.3)) {
        await stage.until(producer.abort(), 5)
        continue
      }
      await stage.until(producer.commit(), 5)
      for (const [partition, value] of mine) committed[partition]?.push(value)
      offset = index
    } catch (problem) {
      if (!(problem instanceof AbortableError)) throw problem
      await stage.until(producer.abort(), 5)
    }
  }
  return { committed, offset }
}

for (const version of [1, 2]) {
  test(`transactions are whole, whatever happens to their requests (version ${version})`, async (t) => {
    for (const seed of SEEDS.slice(0, 8)) {
      const random = new SeededRandom(seed)
      await using stage = await ProducerStage.open()
      if (version === 1) stage.speakVersion1()
      const producer = stage.producer({
        transactionalId: 'billing',
        lingerMs: 0,
        batchBytes: 300,
        deliveryTimeoutMs: 5_000,
        requestTimeoutMs: random.chance(0.5) ? 300 : 30_000,
      })
      const control = disturb(stage, random, 20)
      await stage.until(producer.initTransactions(), 5)
      const { committed, offset } = await manyTransactions(stage, producer, random)
      control.remove()
      for (const [partition, values] of committed.entries()) {
        t.deepEqual(await stage.values('orders', partition), values, `seed ${seed}`)
      }
      t.is(await stage.committed('billing', 'orders', 0), offset, `seed ${seed}`)
    }
  })
}
