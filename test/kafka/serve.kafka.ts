/**
 * Apache Kafka serves a directory that we wrote: it makes the topics and stops, we append, it starts again, and
 * its clients read what we appended, find the times and know the producers.
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLogConfig, type Partition } from '@millrace/core/testing'
import test from 'ava'
import { logDirectory } from './broker.ts'
import { withBroker } from './broker-runs.ts'
import { emptyFolder, removeFolders, withDirectory } from './folders.ts'
import type { StoredRecord } from './stored-record.ts'
import { askKafka, askLog, comparable, type KafkaTestimony, logOf } from './testimony.ts'
import { recordsFrom, type Written, writeTraffic } from './traffic.ts'

const ours: Partition = { topic: 'ours', partition: 0 }
const undecided: Partition = { topic: 'undecided', partition: 0 }
const shared: Partition = { topic: 'shared', partition: 0 }
const config = { ...defaultLogConfig, segmentBytes: 16_384, indexIntervalBytes: 500 }
const keep = { 'retention.ms': -1 }
const startMs = Date.now() - 7_200_000
const traffic = { rounds: 12, startMs, firstProducerId: 70_000 }
const recordsOfKafka = recordsFrom(0, 30, startMs)

const written = new Map<Partition, Written>()
const served = new Map<Partition, KafkaTestimony>()
const topicIds = new Map<Partition, string>()
let idsOnDisk: (string | null)[] = []
const servedAfterCrash = new Map<Partition, KafkaTestimony>()
const folder = emptyFolder()
/** A copy of the folder as it was before we closed our logs. */
const crashedFolder = emptyFolder()
let sentBehind: number[] = []
let kafkas: Record<'before' | 'after', Map<string, string>> = { before: new Map(), after: new Map() }

test.before(async (t) => {
  t.timeout(300_000, 'three runs of a broker')
  await withBroker(folder, async (clients) => {
    for (const partition of [ours, undecided, shared]) {
      topicIds.set(partition, await clients.create(partition.topic, { config: keep }))
    }
    await clients.open('theirs', { 'compression.type': 'lz4' })
    await clients.send('theirs', shared, recordsOfKafka)
  })
  const leftByKafka = filesOfKafka()
  await withDirectory({ path: logDirectory(folder), configOf: () => config }, async (directory) => {
    idsOnDisk = [...topicIds.keys()].map((partition) => directory.topicIdOf(partition))
    for (const partition of topicIds.keys()) {
      const log = logOf(directory, partition)
      const leaderEpoch = log.latestEpoch ?? 0
      written.set(partition, writeTraffic(log, { ...traffic, leaderEpoch, leaveOpen: partition === undecided }))
    }
    cpSync(folder, crashedFolder, { recursive: true })
  })
  kafkas = { before: leftByKafka, after: filesOfKafka() }
  await withBroker(folder, async (clients) => {
    for (const partition of topicIds.keys()) served.set(partition, await askKafka(clients, partition))
    await clients.open('behind', {})
    sentBehind = await clients.send('behind', ours, recordsOfKafka)
  })
  await withBroker(crashedFolder, async (clients) => {
    for (const partition of topicIds.keys()) servedAfterCrash.set(partition, await askKafka(clients, partition))
  })
})

test.after.always(removeFolders)

/** What belongs to the broker, and is not ours to change: the metadata with its snapshots, and the mark of a clean shutdown. */
function filesOfKafka(): Map<string, string> {
  const metadata = '__cluster_metadata-0'
  const names = readdirSync(join(logDirectory(folder), metadata)).filter((name) => /\.(?:log|checkpoint)$/.test(name))
  const files = [...names.map((name) => join(metadata, name)), '.kafka_cleanshutdown', 'meta.properties']
  return new Map(files.map((file) => [file, readFileSync(join(logDirectory(folder), file), 'base64')]))
}

function told(partition: Partition): { written: Written; served: KafkaTestimony } {
  const [ofUs, ofKafka] = [written.get(partition), served.get(partition)]
  if (ofUs === undefined || ofKafka === undefined) throw new Error(`expected records of ${partition.topic}, found none`)
  return { written: ofUs, served: ofKafka }
}

function committed({ records, withheld }: Written): StoredRecord[] {
  return records.filter(({ offset }) => !withheld.has(offset))
}

test('a consumer of Kafka reads every record that we appended, with its headers, time and epoch', (t) => {
  for (const partition of [ours, undecided]) {
    const { written, served } = told(partition)
    t.true(written.records.length >= 500)
    t.deepEqual(served.records, written.records)
  }
})

test('a consumer of Kafka that wants committed records reads those of our committed transactions', (t) => {
  for (const partition of [ours, undecided]) {
    const { written, served } = told(partition)
    t.true(written.aborted.length > 0)
    t.deepEqual(served.committed, committed(written))
  }
})

test('what we append to a log of Kafka is read behind what Kafka wrote', (t) => {
  const { written, served } = told(shared)
  const kafkas = recordsOfKafka.map((record, offset) => ({ ...record, offset, leaderEpoch: 0 }))
  t.deepEqual(served.records, [...kafkas, ...written.records])
  t.deepEqual(served.committed, [...kafkas, ...committed(written)])
})

test('a broker knows our producers, and the transaction that we left open', (t) => {
  for (const partition of [ours, undecided]) {
    const { written, served } = told(partition)
    t.deepEqual(served.producers, written.producers)
    const open = written.producers.find(({ transactionFirstOffset }) => transactionFirstOffset >= 0)
    t.is(served.bounds.stable, open?.transactionFirstOffset ?? served.bounds.end)
  }
  t.not(told(undecided).served.bounds.stable, told(undecided).served.bounds.end)
})

test('a producer of Kafka appends behind our records, and we read that again', async (t) => {
  const { end } = told(ours).served.bounds
  t.deepEqual(
    sentBehind,
    recordsOfKafka.map((_, index) => end + index),
  )
  await withDirectory({ path: logDirectory(folder), configOf: () => config }, async (directory) => {
    for (const partition of [undecided, shared]) {
      const { served } = told(partition)
      t.deepEqual(askLog(logOf(directory, partition), served.askedTimes), comparable(served))
    }
    const { records } = askLog(logOf(directory, ours), [])
    t.deepEqual(records.slice(0, -recordsOfKafka.length), told(ours).written.records)
    t.deepEqual(
      records.slice(-recordsOfKafka.length).map(({ offset }) => offset),
      sentBehind,
    )
  })
})

test('the ids of topics are those that the broker gave them', (t) => {
  t.deepEqual(idsOnDisk, [...topicIds.values()])
  const metadata = readFileSync(join(logDirectory(folder), 'ours-0', 'partition.metadata'), 'utf8')
  t.true(metadata.includes(topicIds.get(ours) ?? 'none'))
})

test("a broker's metadata, its snapshots and the mark of its clean shutdown are after our close what they were", (t) => {
  const { before, after } = kafkas
  t.deepEqual(after, before)
  const names = [...before.keys()]
  t.true(names.some((name) => name.endsWith('.log')) && names.some((name) => name.endsWith('.checkpoint')))
})

test('a broker recovers a directory that we left without a close, and serves the same', (t) => {
  for (const partition of topicIds.keys()) {
    t.deepEqual(servedAfterCrash.get(partition), told(partition).served, partition.topic)
  }
})
