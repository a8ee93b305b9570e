/** Transactions and who writes them, as an admin sees and ends them. */
import { settled } from '@millrace/core'
import { Chapter } from '../chapter.ts'

export const adminTransactions = new Chapter('admin of transactions')

adminTransactions.fact('an open transaction is listed and described, and so are its producers', async (t, stage) => {
  const [topic, id] = [await stage.topic('orders', { partitions: 2 }), stage.name('teller')]
  const teller = await stage.transactional({ transactionTimeoutMs: 40_000 })
  teller.begin()
  await teller.sendAndWait({ topic, partition: 1, value: 'open' })
  const { transactions, producers } = stage.admin
  const { values, errors } = await settled(transactions.describe([id, stage.name('nobody')]))
  t.like(values.get(id), { state: 'Ongoing', timeoutMs: 40_000, partitions: [{ topic, partitions: [1] }] })
  t.true((values.get(id)?.startTimestamp ?? 0) > 0)
  t.is(errors.get(stage.name('nobody'))?.code, 'TRANSACTIONAL_ID_NOT_FOUND')
  t.true((await transactions.list({ states: ['Ongoing'] })).has(id))
  t.false((await transactions.list({ states: ['Empty'] })).has(id))
  const producerId = values.get(id)?.producerId ?? -1
  t.deepEqual([...(await transactions.list({ producerIds: [producerId] })).keys()], [id])
  const [writer] = (await producers.describe([{ topic, partition: 1 }])).get(`${topic}-1`) ?? []
  t.like(writer, { producerId, lastSequence: 0, coordinatorEpoch: -1, transactionStartOffset: 0 })
  await teller.commit()
  await stage.transactional()
  t.is((await stage.admin.offsets.list([{ topic, partition: 1 }])).get(`${topic}-1`)?.offset, 2)
})

adminTransactions.fact('a fenced producer has its transaction aborted, and cannot commit', async (t, stage) => {
  const [topic, id] = [await stage.topic('orders'), stage.name('teller')]
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'open' })
  t.deepEqual([...(await stage.admin.transactions.fence([id])).keys()], [id])
  await t.throwsAsync(teller.commit(), { name: 'FencedError' })
  t.deepEqual(await stage.values(topic), [])
})

adminTransactions.fact('a transaction is not ended by a marker of an older epoch', async (t, stage) => {
  const [topic, id] = [await stage.topic('orders'), stage.name('teller')]
  for (const _ of ['first', 'second']) await stage.transactional()
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'kept' })
  const { producerId = -1 } = (await stage.admin.transactions.describe([id])).get(id) ?? {}
  const older = { topic, partition: 0, producerId, producerEpoch: 0, coordinatorEpoch: 0 }
  await t.throwsAsync(stage.admin.transactions.abort(older), { code: 'INVALID_PRODUCER_EPOCH' })
  await teller.commit()
  await stage.transactional()
  t.deepEqual(await stage.values(topic), ['kept'])
})
