import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode, errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

for (const version of [0, 1, 2]) {
  test(`version ${version} says that the one replica leads already`, async (t) => {
    const broker = await TestBroker.open()
    await createOrders(broker, 1)
    const topicPartitions = [{ topic: 'orders', partitions: [0, 9] }]
    const answer = await broker.ask(apis.electLeaders, { version, body: { topicPartitions } })
    t.is(answer.errorCode, errors.NONE.code)
    t.deepEqual(
      answer.replicaElectionResults[0]?.partitionResult.map(({ errorCode }) => errorByCode(errorCode).name),
      ['ELECTION_NOT_NEEDED', 'UNKNOWN_TOPIC_OR_PARTITION'],
    )
  })
}

test('where all partitions are meant there is nothing to tell of any', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker, 1)
  const answer = await broker.ask(apis.electLeaders, { body: { topicPartitions: null } })
  t.deepEqual(answer.replicaElectionResults, [{ topic: 'orders', partitionResult: [] }])
})

test('an unknown kind of election is refused', async (t) => {
  const broker = await TestBroker.open()
  const answer = await broker.ask(apis.electLeaders, { body: { electionType: 2, topicPartitions: null } })
  t.is(errorByCode(answer.errorCode).name, 'INVALID_REQUEST')
})
