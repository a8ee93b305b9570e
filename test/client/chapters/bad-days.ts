/**
 * Answers get lost, at every step of a producer's life: the broker has done what it was asked, and the client cannot
 * know. Nothing is lost, nothing is doubled, order is kept.
 */
import { type Api, apis } from '@millrace/core/protocol'
import { Chapter } from '../chapter.ts'
import { LosingSockets } from '../losing-sockets.ts'

export const badDays = new Chapter('bad days')

const soon = { retryBackoffMs: 5, retryBackoffMaxMs: 20, reconnectBackoffMs: 5, reconnectBackoffMaxMs: 20 }

badDays.fact('batches whose answers were lost are not stored twice, and keep their order', async (t, stage) => {
  const topic = await stage.topic('once', { partitions: 2 })
  const sockets = new LosingSockets()
  const sender = stage.producer({ sockets, batchBytes: 300, ...soon })
  const values = Array.from({ length: 300 }, (_, index) => `${index}`)
  for (const value of values) {
    if (Number(value) % 50 === 25) sockets.lose(apis.produce)
    sender.send({ topic, partition: Number(value) % 2, value })
    if (Number(value) % 25 === 0) await sender.flush()
  }
  await sender.flush()
  t.deepEqual(sockets.lost, Array(6).fill(apis.produce.key))
  const read = await stage.records(topic)
  for (const partition of [0, 1]) {
    t.deepEqual(
      read.filter((one) => one.partition === partition).map(({ value }) => String(value)),
      values.filter((value) => Number(value) % 2 === partition),
    )
  }
})

const steps: readonly (readonly [string, Api])[] = [
  ['InitProducerId', apis.initProducerId],
  ['Produce', apis.produce],
  ['TxnOffsetCommit', apis.txnOffsetCommit],
  ['EndTxn', apis.endTxn],
  ['FindCoordinator', apis.findCoordinator],
]

for (const [step, api] of steps) {
  badDays.fact(`transactions that lost an answer to ${step} are committed and aborted once`, async (t, stage) => {
    const [topic, groupId] = [await stage.topic('once', { partitions: 2 }), stage.name('group')]
    const sockets = new LosingSockets()
    const teller = stage.producer({ transactionalId: stage.name('teller'), sockets, ...soon })
    const early = api === apis.initProducerId || api === apis.findCoordinator
    if (early) sockets.lose(api)
    await teller.initTransactions()
    for (let index = 0; index < 6; index += 1) {
      teller.begin()
      if (!early && index < 4) sockets.lose(api)
      for (const partition of [0, 1]) teller.send({ topic, partition, value: `${index}` })
      await teller.sendOffsets([{ topic, partition: 0, offset: index }], { groupId })
      if (index % 2 === 0) await teller.commit()
      else await teller.abort()
    }
    t.deepEqual(sockets.lost.length, early ? 1 : 4)
    const next = await stage.transactional()
    t.deepEqual((await stage.values(topic)).sort(), ['0', '0', '2', '2', '4', '4'])
    const committed = await stage.admin.groupOffsets.list(groupId, { requireStable: true })
    t.is(committed.get(`${topic}-0`)?.offset, 4)
    await next.close()
  })
}

badDays.fact('a consumer whose fetches and commits lose their answers reads each record once', async (t, stage) => {
  const topic = await stage.topic('once')
  const sender = stage.producer({ batchBytes: 200 })
  const values = Array.from({ length: 100 }, (_, index) => `${index}`)
  for (const value of values) sender.send({ topic, value })
  await sender.flush()
  const sockets = new LosingSockets()
  const reader = stage.consumer({
    topics: [topic],
    group: stage.name('group'),
    sockets,
    partitionMaxBytes: 400,
    ...soon,
  })
  const read: string[] = []
  for await (const { value } of reader) {
    read.push(String(value))
    if (read.length % 30 === 10) sockets.lose(apis.fetch)
    if (read.length % 20 === 0) {
      sockets.lose(apis.offsetCommit)
      await reader.commit()
    }
    if (read.length === values.length) break
  }
  t.deepEqual(read, values)
  t.is((await reader.committed()).get(`${topic}-0`)?.offset, 100)
  t.true(sockets.lost.length >= 5)
})
