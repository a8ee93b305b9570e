import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, NOW_MS, writeInTransaction } from '../test-records.contract.ts'

test('the producers of a partition are told, with their open transactions', async (t) => {
  const broker = await TestBroker.open()
  const [partition] = (await createOrders(broker, 2)).partitions
  if (partition === undefined) throw new Error('expected a partition')
  partition.append(batchOf(['a', 'b'], { producerId: 7, producerEpoch: 2, baseSequence: 0 }), { origin: 'client' })
  const [open, ended] = [writeInTransaction(partition, 8), writeInTransaction(partition, 9)]
  open.write('c')
  ended.write('d')
  ended.abort()
  const topics = [{ name: 'orders', partitionIndexes: [0, 1, 2] }]
  const answer = await broker.ask(apis.describeProducers, { body: { topics } })
  const [first, second, third] = answer.topics[0]?.partitions ?? []
  const known = { lastTimestamp: NOW_MS, coordinatorEpoch: -1, currentTxnStartOffset: -1 }
  t.deepEqual(first?.activeProducers, [
    { ...known, producerId: 7, producerEpoch: 2, lastSequence: 1 },
    { ...known, producerId: 8, producerEpoch: 0, lastSequence: 0, currentTxnStartOffset: 2 },
    { ...known, producerId: 9, producerEpoch: 0, lastSequence: 0, coordinatorEpoch: 0 },
  ])
  t.deepEqual([second?.errorCode, second?.activeProducers], [errors.NONE.code, []])
  t.is(third?.errorCode, errors.UNKNOWN_TOPIC_OR_PARTITION.code)
  await broker.close()
})

test('a name that no topic can have is told from one that none has', async (t) => {
  const broker = await TestBroker.open()
  const topics = ['unknown', 'no topic'].map((name) => ({ name, partitionIndexes: [0] }))
  const answer = await broker.ask(apis.describeProducers, { body: { topics } })
  t.deepEqual(
    answer.topics.map(({ partitions }) => partitions[0]?.errorCode),
    [errors.UNKNOWN_TOPIC_OR_PARTITION.code, errors.INVALID_TOPIC_EXCEPTION.code],
  )
  await broker.close()
})
