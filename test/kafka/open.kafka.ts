/**
 * Our log opens a directory that Apache Kafka wrote, after a proper stop and after SIGKILL, and finds in it
 * what Kafka's own clients found while the broker was running.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setPlace } from '@millrace/core/records'
import type { AppendOutcome, Partition, PartitionLog } from '@millrace/core/testing'
import test, { type ExecutionContext } from 'ava'
import { logDirectory } from './broker.ts'
import { withBroker } from './broker-runs.ts'
import type { ProducerFacts } from './clients.ts'
import { dumpPartition, insaneIndexes } from './dump.ts'
import { emptyFolder, removeFolders, withDirectory } from './folders.ts'
import { configOf, KafkaTraffic, partitions } from './kafka-traffic.ts'
import { readBatches } from './stored-record.ts'
import { askKafka, askLog, comparable, type KafkaTestimony, logOf } from './testimony.ts'

interface Left {
  readonly path: string
  /** What Kafka said of each partition before it ended. */
  readonly testimonies: KafkaTestimony[]
}

const traffic = new KafkaTraffic()
const folder = emptyFolder()
const left: Readonly<Record<'stopped' | 'killed', Left>> = {
  stopped: { path: logDirectory(folder), testimonies: [] },
  killed: { path: emptyFolder(), testimonies: [] },
}

/** Runs Kafka three times on one folder: it is stopped, killed, and stopped. */
test.before(async (t) => {
  t.timeout(300_000, 'three runs of a broker')
  await withBroker(folder, async (clients) => {
    await traffic.createTopics(clients)
    await traffic.writeRound(clients)
  })
  await withBroker(folder, async (clients, broker) => {
    await traffic.writeRound(clients)
    await traffic.openTransaction(clients)
    for (const partition of partitions) left.killed.testimonies.push(await askKafka(clients, partition))
    await broker.kill()
  })
  cpSync(logDirectory(folder), left.killed.path, { recursive: true })
  await withBroker(folder, async (clients) => {
    for (const partition of partitions) left.stopped.testimonies.push(await askKafka(clients, partition))
  })
})

test.after.always(removeFolders)

for (const [how, { path, testimonies }] of Object.entries(left)) {
  test(`a directory of a broker that was ${how} holds for us what it held for Kafka's clients`, async (t) => {
    const warnings: string[] = []
    await withDirectory({ path, configOf, warnings }, async (directory) => {
      for (const testimony of testimonies) {
        const { partition } = testimony
        const name = `${partition.topic}-${partition.partition}`
        const log = logOf(directory, partition)
        t.true(testimony.records.length > 0, name)
        t.deepEqual(askLog(log, testimony.askedTimes), comparable(testimony), name)
        t.is(directory.topicIdOf(partition), traffic.topicId(partition.topic) ?? '', name)
        checkEpochs(t, log)
      }
    })
    t.is(testimonies.length, partitions.length)
    t.deepEqual(warnings, [])
  })

  test(`producers of a broker that was ${how} are known to us, and their batches not stored twice`, async (t) => {
    await withDirectory({ path, configOf }, async (directory) => {
      for (const { partition, producers } of testimonies.filter(({ partition: { topic } }) => resent.has(topic))) {
        t.true(producers.length > 0)
        for (const producer of producers) checkResend(t, logOf(directory, partition), producer)
      }
    })
  })

  test(`a directory of a broker that was ${how}, closed by us, is dumped by Kafka without complaint`, async (t) => {
    for (const { partition, bounds, producers, records } of testimonies) {
      const name = join(path, `${partition.topic}-${partition.partition}`)
      const dump = await dumpPartition(name)
      t.deepEqual(dump.complaints.filter(isOurs(partition)), [], name)
      t.is(dump.gaps.length > 0, partition.topic === 'compacted', name)
      t.true(dump.records.length >= records.length, name)
      t.deepEqual(dump.snapshots.get(bounds.end)?.sort(byProducerId), producers, name)
      t.deepEqual(await insaneIndexes(name), [], name)
    }
  })
}

/** Each batch lies in the epoch that it names, and each epoch ends before the next one's first batch that is left. */
function checkEpochs(t: ExecutionContext, log: PartitionLog): void {
  const batches = readBatches(log)
  const last = batches.at(-1)?.leaderEpoch
  t.true(last !== undefined && last > 0, `${log.partition} has several epochs`)
  for (const { baseOffset, lastOffset, leaderEpoch } of batches) {
    t.is(log.epochFor(Math.max(baseOffset, log.startOffset)), leaderEpoch, log.partition)
    const end = log.endOffsetForEpoch(leaderEpoch)
    const next = batches.find((batch) => batch.leaderEpoch > leaderEpoch)
    t.is(end.epoch, leaderEpoch)
    t.true(end.endOffset > lastOffset && end.endOffset <= (next?.baseOffset ?? log.endOffset))
  }
}

/** Topics of which no record is gone, so that a batch can be sent again as it was. */
const resent = new Set(['codecs', 'transactions'])

/** Sends a producer's last batch again: it is a duplicate, unless a transaction's end made the producer's epoch newer. */
function checkResend(t: ExecutionContext, log: PartitionLog, producer: ProducerFacts): void {
  const ofProducer = readBatches(log).filter((batch) => batch.producerId === producer.producerId && !batch.isControl)
  const last = ofProducer.at(-1)
  if (last === undefined) return t.fail(`${log.partition}: expected a batch of producer ${producer.producerId}`)
  const { baseOffset, lastOffset, producerEpoch, lastSequence, leaderEpoch } = last
  const { endOffset } = log
  setPlace(last, { baseOffset: 0, leaderEpoch: -1 })
  const outcome: AppendOutcome = log.append(Buffer.from(last.bytes), { origin: 'client', leaderEpoch })
  if (producer.epoch === producerEpoch) {
    t.is(producer.lastSequence, lastSequence)
    t.like(outcome, { kind: 'appended', isDuplicate: true, firstOffset: baseOffset, lastOffset })
  } else t.like(outcome, { kind: 'refused', error: 'INVALID_PRODUCER_EPOCH' })
  t.is(log.endOffset, endOffset)
}

/** Kafka's own cleaner leaves entries in time indexes for records that it has taken out, and its tool complains of them. */
function isOurs({ topic }: Partition): (complaint: string) => boolean {
  return (complaint) => topic !== 'compacted' || !/^Found timestamp mismatch|^ +Index timestamp/.test(complaint)
}

function byProducerId(left: ProducerFacts, right: ProducerFacts): number {
  return left.producerId - right.producerId
}
