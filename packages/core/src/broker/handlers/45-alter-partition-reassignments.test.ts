import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode, errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

test('a partition can be moved to where it is, and nowhere else', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker, 2)
  const moves: [number, number[] | null][] = [
    [0, [1]],
    [1, null],
    [9, [1]],
    [0, [2]],
    [0, []],
  ]
  const partitions = moves.map(([partitionIndex, replicas]) => ({ partitionIndex, replicas }))
  const body = { topics: [{ name: 'orders', partitions }] }
  const answer = await broker.ask(apis.alterPartitionReassignments, { body })
  t.is(answer.errorCode, errors.NONE.code)
  t.deepEqual(
    answer.responses[0]?.partitions.map(({ errorCode }) => errorByCode(errorCode).name),
    [
      'NONE',
      'NO_REASSIGNMENT_IN_PROGRESS',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'INVALID_REPLICA_ASSIGNMENT',
      'INVALID_REPLICA_ASSIGNMENT',
    ],
  )
  const listed = await broker.ask(apis.listPartitionReassignments, { body: { topics: null } })
  t.deepEqual(listed.topics, [])
})
