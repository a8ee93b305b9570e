import test from 'ava'
import { apis } from '../../protocol/apis.ts'
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
