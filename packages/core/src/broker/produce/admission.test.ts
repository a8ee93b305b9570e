import test from 'ava'
import type { ErrorName } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'
import type { Admission } from '../transactions/transactions.ts'
import { refuseUnadmitted } from './admission.ts'

async function asked(verdict: ErrorName, version: number) {
  const broker = await TestBroker.open()
  const [partition] = (await createOrders(broker)).partitions
  if (partition === undefined) throw new Error('expected a partition')
  const admissions: Admission[] = []
  const transactions = {
    admit: (admission: Admission) => {
      admissions.push(admission)
      return verdict
    },
  }
  const records = batchOf(['a'], { producerId: 5, producerEpoch: 3, baseSequence: 0, isTransactional: true })
  const refusal = refuseUnadmitted(transactions, { transactionalId: 'tx', version, partition, records })
  await broker.close()
  return { refusal, admission: admissions[0] }
}

test('the coordinator is asked with the ids of the batch, and may add the partition from version 12 on', async (t) => {
  const partition = { topic: 'orders', partition: 0 }
  const expected = { transactionalId: 'tx', producerId: 5, producerEpoch: 3, partition }
  t.deepEqual(await asked('NONE', 11), { refusal: null, admission: { ...expected, mayAdd: false } })
  t.deepEqual(await asked('NONE', 12), { refusal: null, admission: { ...expected, mayAdd: true } })
})

const translations: [ErrorName, number, ErrorName][] = [
  ['PRODUCER_FENCED', 12, 'INVALID_PRODUCER_EPOCH'],
  ['TRANSACTION_ABORTABLE', 11, 'TRANSACTION_ABORTABLE'],
  ['TRANSACTION_ABORTABLE', 10, 'INVALID_TXN_STATE'],
  ['CONCURRENT_TRANSACTIONS', 12, 'CONCURRENT_TRANSACTIONS'],
  ['CONCURRENT_TRANSACTIONS', 11, 'NOT_ENOUGH_REPLICAS'],
  ['NOT_COORDINATOR', 9, 'NOT_ENOUGH_REPLICAS'],
  ['INVALID_PRODUCER_ID_MAPPING', 12, 'INVALID_PRODUCER_ID_MAPPING'],
]

for (const [verdict, version, error] of translations) {
  test(`a producer of version ${version} gets ${error} for the coordinator's ${verdict}`, async (t) => {
    t.is((await asked(verdict, version)).refusal?.error, error)
  })
}
