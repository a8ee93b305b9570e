import test from 'ava'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import { append, options, orders, passMinutes, topicId } from './test-directory.contract.ts'

test('what a directory held when it was closed is there when it is opened again', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  append(await first.create(orders, topicId), 20)
  first.log(orders)?.moveStartTo(7)
  await first.close()
  t.true(disk.list('/data').includes('.kafka_cleanshutdown'))
  const second = await DataDirectory.open(options(disk, clock))
  t.is(second.log(orders)?.endOffset, 20)
  t.is(second.log(orders)?.startOffset, 7)
  t.is(second.topicIdOf(orders), topicId)
  t.deepEqual(
    Array.from(second.partitions(), ({ topic, partition }) => ({ topic, partition })),
    [orders],
  )
})

test('the mark of a clean shutdown is gone as soon as the directory is in use', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  await (await DataDirectory.open(options(disk, clock))).close()
  await DataDirectory.open(options(disk, clock))
  t.false(disk.list('/data').includes('.kafka_cleanshutdown'))
})

test('the mark of a clean shutdown goes on telling in which epoch a broker of Kafka left it', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  disk.makeDirectory('/data')
  const mark = disk.open('/data/.kafka_cleanshutdown', { create: true })
  mark.write([Buffer.from('{"version":0,"brokerEpoch":11}')], 0)
  mark.close()
  await (await DataDirectory.open(options(disk, clock))).close()
  const bytes = Buffer.alloc(30)
  disk.open('/data/.kafka_cleanshutdown', { create: false }).read(bytes, 0)
  t.is(bytes.toString(), '{"version":0,"brokerEpoch":11}')
})

test('after a kill the logs are recovered, whatever was not durable yet', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  const log = await first.create(orders, topicId)
  append(log, 10)
  await log.flush()
  await first.checkpoint()
  append(log, 5)
  const second = await DataDirectory.open(options(disk.kill(), clock))
  t.is(second.log(orders)?.endOffset, 15)
  t.is(second.log(orders)?.recoveryPoint, 10)
})

test('a directory has one owner at a time', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  await t.throwsAsync(DataDirectory.open(options(disk, clock)), { name: 'LockedError' })
  await first.close()
  await t.notThrowsAsync(DataDirectory.open(options(disk, clock)))
})

test('old segments go when their time has come, and the log begins where the first one left does', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300, retentionMs: 3_600_000 })
  const directory = await DataDirectory.open(options(disk, clock, { configOf }))
  const log = await directory.create(orders, topicId)
  append(log, 20)
  await passMinutes(clock, 55)
  t.is(log.startOffset, 0)
  await passMinutes(clock, 15)
  t.is(log.startOffset, 20)
  t.is(log.read({ offset: 20, maxBytes: 100, atLeastOne: true, isolation: 'uncommitted' }).kind, 'read')
  await directory.close()
  t.deepEqual(
    disk.list('/data/orders-by-day-3').filter((name) => name.endsWith('.log')),
    ['00000000000000000020.log'],
  )
})

test('a directory that is closed leaves no timer behind', async (t) => {
  const clock = new ManualClock()
  const directory = await DataDirectory.open(options(new MemoryDisk({ clock }), clock))
  t.true(clock.pendingTimers > 0)
  await directory.close()
  t.is(clock.pendingTimers, 0)
})

test("records are durable when the topic's time for that has passed", async (t) => {
  const clock = new ManualClock()
  const configOf = () => ({ ...defaultLogConfig, flushMs: 5_000 })
  const directory = await DataDirectory.open(options(new MemoryDisk({ clock }), clock, { configOf }))
  const log = await directory.create(orders, topicId)
  append(log, 3)
  clock.advance(4_000)
  await directory.flushIfDue()
  t.is(log.recoveryPoint, 0)
  clock.advance(1_000)
  await directory.flushIfDue()
  t.is(log.recoveryPoint, 3)
})

test('a directory tells the next start whose it is', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const identity = { clusterId: 'Zgk6oYHtSByXZtFFkXKPmQ', nodeId: 1, directoryId: topicId }
  const first = await DataDirectory.open(options(disk, clock))
  t.is(first.identity.read(), null)
  await first.identity.write(identity)
  await first.close()
  t.deepEqual((await DataDirectory.open(options(disk, clock))).identity.read(), identity)
})

test('a new data directory is durable with what is flushed in it', async (t) => {
  const clock = new ManualClock()
  for (let seed = 0; seed < 20; seed++) {
    const disk = new MemoryDisk({ clock, crashable: true })
    const first = await DataDirectory.open(options(disk, clock, { path: '/var/lib/data' }))
    const log = await first.create(orders, topicId)
    append(log, 2)
    await log.flush()
    const crashed = disk.crash(new SeededRandom(seed))
    const second = await DataDirectory.open(options(crashed, clock, { path: '/var/lib/data' }))
    t.is(second.log(orders)?.endOffset, 2)
  }
})

test("the cluster's metadata beside the topics is left alone", async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  await first.create({ topic: '__cluster_metadata', partition: 0 }, topicId)
  await first.close()
  const second = await DataDirectory.open(options(disk, clock))
  t.deepEqual([...second.partitions()], [])
  t.true(disk.list('/data').includes('__cluster_metadata-0'))
})

test('a directory that is closed again does nothing to what its next owner has written', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open(options(disk, clock))
  append(await first.create(orders, topicId), 10)
  first.log(orders)?.moveStartTo(7)
  await Promise.all([first.close(), first.close()])
  await DataDirectory.open(options(disk, clock))
  await first.close()
  t.throws(() => disk.lock('/data'), { name: 'LockedError' })
  const third = await DataDirectory.open(options(disk.kill(), clock))
  t.is(third.log(orders)?.startOffset, 7)
})

test('a directory whose start fails is free for the next one, whatever it was that failed', async (t) => {
  const clock = new ManualClock()
  const names = ['cleaner-offset-checkpoint', 'recovery-point-offset-checkpoint', 'log-start-offset-checkpoint']
  for (const name of [...names, 'orders-by-day-3/leader-epoch-checkpoint']) {
    const disk = new MemoryDisk({ clock })
    const first = await DataDirectory.open(options(disk, clock))
    append(await first.create(orders, topicId), 10)
    await first.close()
    const file = disk.open(`/data/${name}`, { create: true })
    file.truncate(0)
    file.write([Buffer.from('nonsense')], 0)
    await t.throwsAsync(DataDirectory.open(options(disk, clock)), { name: 'MalformedCheckpointError' }, name)
    disk.lock('/data').release()
    t.is(clock.pendingTimers, 0)
  }
})

test('a partition that could not be made whole is not there', async (t) => {
  const clock = new ManualClock()
  for (const action of ['make directory', 'open', 'write', 'sync directory'] as const) {
    const disk = new FaultyDisk(new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
    const directory = await DataDirectory.open(options(disk, clock))
    disk.failNext(action, 'EIO')
    await t.throwsAsync(directory.create(orders, topicId), { name: 'DiskError', code: 'EIO', message: RegExp(action) })
    t.is(directory.log(orders), undefined)
    t.like(directory.failure, { code: 'EIO' })
    await directory.close()
    t.is(disk.openFiles, 0, action)
  }
})

test('a directory says where it lies, and how much room there is', async (t) => {
  const clock = new ManualClock()
  const disk = new FaultyDisk(new MemoryDisk({ clock }), { random: new SeededRandom(1), clock })
  const directory = await DataDirectory.open(options(disk, clock))
  t.is(directory.path, '/data')
  t.deepEqual(directory.space, { totalBytes: -1, usableBytes: -1 })
  const log = await directory.create(orders, topicId)
  append(log, 10)
  const sizes = disk.list('/data/orders-by-day-3').filter((name) => name.endsWith('.log'))
  const bytes = sizes.reduce((sum, name) => sum + (disk.facts(`/data/orders-by-day-3/${name}`)?.size ?? 0), 0)
  t.is(log.sizeInBytes, bytes)
  await directory.close()
})
