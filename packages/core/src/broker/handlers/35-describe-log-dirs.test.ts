import test from 'ava'
import { DiskError } from '../../host/disk.ts'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

test('the data directory holds what was created, each partition once', async (t) => {
  const broker = await TestBroker.open()
  await broker.broker.parts.topics.create({ name: 'orders', partitionCount: 2 })
  const ask = async (version: number, topics: { topic: string; partitions: number[] }[] | null) => {
    const { results } = await broker.ask(apis.describeLogDirs, { version, body: { topics } })
    t.is(results.length, 1)
    t.like(results[0], { errorCode: 0, logDir: '/data' })
    return results[0]?.topics
  }
  const partition = (partitionIndex: number) => ({ partitionIndex, partitionSize: 0, offsetLag: 0, isFutureKey: false })
  for (const version of [1, 3, 5]) {
    t.deepEqual(await ask(version, null), [{ name: 'orders', partitions: [partition(0), partition(1)] }])
    t.deepEqual(await ask(version, []), [])
    const some = [
      { topic: 'orders', partitions: [1, 7, 1] },
      { topic: 'nothing', partitions: [0] },
    ]
    t.deepEqual(await ask(version, some), [{ name: 'orders', partitions: [partition(1)] }])
  }
  await broker.close()
})

test('clients that ask for it are told how much room the disk has, as far as it says so itself', async (t) => {
  const broker = await TestBroker.open()
  const ask = async (version: number) =>
    (await broker.ask(apis.describeLogDirs, { version, body: { topics: [] } })).results[0]
  t.like(await ask(4), { totalBytes: -1, usableBytes: -1 })
  broker.disk.space = (path) => ({ totalBytes: 1000 + path.length, usableBytes: 400 })
  t.like(await ask(4), { errorCode: errors.NONE.code, totalBytes: 1005, usableBytes: 400 })
  t.like(await ask(3), { totalBytes: -1, usableBytes: -1 })
  broker.disk.space = (path) => {
    throw new DiskError({ code: 'EIO', action: 'look at', path })
  }
  t.like(await ask(4), { errorCode: errors.KAFKA_STORAGE_ERROR.code, topics: [], totalBytes: -1 })
  await broker.close()
})
