import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { DataDirectory } from '../../log/data-directory.ts'
import { defaultLogConfig } from '../../log/log-config.ts'
import { buildMarker } from '../../records/control.ts'
import { Metadata } from './metadata.ts'
import type { MetadataState } from './metadata-state.ts'

const place = { nodeId: 1, rack: null, host: 'localhost', port: 9092 }
const METADATA_DIRECTORY = '/data/__cluster_metadata-0'

async function open(disk: MemoryDisk, more: Partial<typeof place & { clusterId: string }> = {}) {
  const clock = new ManualClock()
  const owner = new Metadata({ clock, random: new SeededRandom(3), place: { ...place, ...more }, path: '/data' })
  const configOf = () => defaultLogConfig
  const directory = await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf, owner })
  return { metadata: owner, directory }
}

function write(disk: MemoryDisk, path: string, text: string | Buffer): void {
  const file = disk.open(path, { create: true })
  file.write([Buffer.from(text)], 0)
  file.close()
}

test('a new directory gets a cluster id of its own, which it keeps', async (t) => {
  const disk = new MemoryDisk()
  const first = await open(disk)
  t.regex(first.metadata.clusterId, /^[\w-]{22}$/)
  await first.directory.close()
  t.is((await open(disk)).metadata.clusterId, first.metadata.clusterId)
})

test('a directory of another node or cluster is refused, and nothing in it is changed', async (t) => {
  const disk = new MemoryDisk()
  await (await open(disk, { clusterId: 'MkU3OEVBNTcwNTJENDM2Qk' })).directory.close()
  const before = disk.list('/data')
  const ofNode = await t.throwsAsync(open(disk, { nodeId: 2 }), { name: 'ForeignDirectoryError' })
  t.is(ofNode?.message, "/data: expected that of node 2, found node 1's")
  await t.throwsAsync(open(disk, { clusterId: 'other' }), { name: 'ForeignDirectoryError', message: /other.*MkU3/ })
  t.deepEqual(disk.list('/data'), before)
})

for (const [what, path] of [
  ["a quorum's state", `${METADATA_DIRECTORY}/quorum-state`],
  ["a controller's snapshot", `${METADATA_DIRECTORY}/00000000000000000012-0000000001.checkpoint`],
  ['what kafka-storage formatted', '/data/bootstrap.checkpoint'],
  ['a log without metadata', '/data/orders-0/00000000000000000000.log'],
] as const) {
  test(`a directory with ${what} is refused, and nothing in it is changed`, async (t) => {
    const disk = new MemoryDisk()
    disk.makeDirectory(path.slice(0, path.lastIndexOf('/')))
    write(disk, path, 'x')
    write(disk, '/data/.kafka_cleanshutdown', '{"version":0,"brokerEpoch":11}')
    const before = disk.list('/data')
    await t.throwsAsync(open(disk), { name: 'ForeignDirectoryError' })
    t.deepEqual(disk.list('/data'), before)
  })
}

test("a metadata log with a quorum's control batches is refused", async (t) => {
  const disk = new MemoryDisk()
  disk.makeDirectory(METADATA_DIRECTORY)
  const facts = { coordinatorEpoch: 0, producerId: 1, producerEpoch: 0, timestamp: 5 }
  write(disk, `${METADATA_DIRECTORY}/00000000000000000000.log`, buildMarker({ type: 'COMMIT', ...facts }))
  await t.throwsAsync(open(disk), { name: 'MetadataError', message: /offset 0: .*found a control batch/ })
})

test('a new cluster uses transactions of version 2', async (t) => {
  const { state } = (await open(new MemoryDisk())).metadata
  t.is(state.features.get('transaction.version'), 2)
  t.true(state.featuresEpoch >= 0)
})

test("a start's epoch is the offset of its event, larger each time", async (t) => {
  const disk = new MemoryDisk()
  const first = await open(disk)
  t.is(first.metadata.state.brokerEpoch, 2)
  await first.directory.close()
  t.is((await open(disk)).metadata.state.brokerEpoch, 3)
})

test('producer ids are given out once, whatever happens', async (t) => {
  const disk = new MemoryDisk({ crashable: true })
  const first = await open(disk)
  t.deepEqual(await first.metadata.takeProducerIds(), { first: 0, count: 1_000 })
  t.deepEqual(await first.metadata.takeProducerIds(), { first: 1_000, count: 1_000 })
  const second = await open(disk.crash(new SeededRandom(1)))
  t.deepEqual(await second.metadata.takeProducerIds(), { first: 2_000, count: 1_000 })
})

test('a log that has grown large is begun anew, with all that it says', async (t) => {
  const disk = new MemoryDisk({ crashable: true })
  const dump = (state: MetadataState) => [...state.records(1)]
  const first = await open(disk)
  const body = { resourceType: 2, resourceName: 'orders', name: 'retention.ms' }
  for (let batch = 0; batch < 101; batch++) {
    const events = Array.from({ length: 100 }, (_, index) => {
      return { kind: 'config', body: { ...body, value: String(100 * batch + index) } } as const
    })
    await first.metadata.append(events)
  }
  const before = dump(first.metadata.state)
  const crashed = disk.crash(new SeededRandom(1))
  const second = await open(crashed)
  t.deepEqual(dump(second.metadata.state), before)
  const log = second.directory.log({ topic: '__cluster_metadata', partition: 0 })
  t.true(log !== undefined && log.endOffset - log.startOffset < 10)
  // The new start is not durable yet: the next start reads all of it once more.
  const third = await open(crashed.crash(new SeededRandom(2)))
  t.deepEqual(dump(third.metadata.state), before)
  await third.directory.close()
})
