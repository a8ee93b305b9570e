import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

test('a transactional id is described as it stands; one that is not known is an error', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker, 2)
  const producer = await TestProducer.open(broker)
  await producer.write({ topic: 'orders', partition: 1 }, 'a')
  const body = { transactionalIds: ['payments', 'unheard-of', ''] }
  const { transactionStates } = await broker.ask(apis.describeTransactions, { body })
  const [known, unknown, none] = transactionStates
  t.like(known, {
    errorCode: errors.NONE.code,
    transactionalId: 'payments',
    transactionState: 'Ongoing',
    transactionTimeoutMs: 60_000,
    transactionStartTimeMs: broker.clock.nowMs(),
    producerId: producer.producerId,
    producerEpoch: 0,
  })
  t.deepEqual(known?.topics, [{ topic: 'orders', partitions: [1] }])
  t.is(unknown?.errorCode, errors.TRANSACTIONAL_ID_NOT_FOUND.code)
  t.is(none?.errorCode, errors.INVALID_REQUEST.code)
  await broker.close()
})
