/** Transactions of a producer: all of it becomes visible, or none; and who has the transactional id. */
import type { ClientError, Producer } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import type { Stage } from '../stage.ts'

export const transactions = new Chapter('transactions')

transactions.fact('what was sent is seen by readers of committed records from its commit on', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  const teller = await stage.transactional()
  teller.begin()
  for (const partition of [0, 1]) await teller.sendAndWait({ topic, partition, value: 'open' })
  t.deepEqual(await stage.values(topic), [])
  t.deepEqual(await stage.values(topic, { isolation: 'read_uncommitted' }), ['open', 'open'])
  await teller.commit()
  await settledMarkers(stage)
  t.deepEqual(await stage.values(topic), ['open', 'open'])
})

transactions.fact('what was aborted is seen by readers of everything only', async (t, stage) => {
  const topic = await stage.topic('orders')
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'aborted' })
  await teller.abort()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'committed' })
  await teller.commit()
  await settledMarkers(stage)
  t.deepEqual(await stage.values(topic), ['committed'])
  t.deepEqual(await stage.values(topic, { isolation: 'read_uncommitted' }), ['aborted', 'committed'])
})

transactions.fact('a transaction in which nothing was sent leaves nothing', async (t, stage) => {
  const topic = await stage.topic('orders')
  const teller = await stage.transactional()
  for (const end of ['commit', 'abort'] as const) {
    teller.begin()
    await teller[end]()
  }
  teller.begin()
  t.is((await teller.sendAndWait({ topic, value: 'first' })).offset, 0)
  await teller.commit()
})

transactions.fact('offsets of a group count from the commit on, and not after an abort', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders'), stage.name('group')]
  const teller = await stage.transactional()
  for (const [offset, end] of [
    [1, 'commit'],
    [2, 'abort'],
    [3, 'commit'],
    [4, 'abort'],
  ] as const) {
    teller.begin()
    await teller.sendOffsets([{ topic, partition: 0, offset, metadata: 'note' }], { groupId })
    await teller[end]()
  }
  const committed = await stage.admin.groupOffsets.list(groupId, { requireStable: true })
  t.like(committed.get(`${topic}-0`), { offset: 3, metadata: 'note' })
})

transactions.fact('offsets count as those of the member that read, and not of one that is gone', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders'), stage.name('group')]
  await stage.producer().sendAndWait({ topic, value: 'a' })
  const reader = stage.consumer({ topics: [topic], group: { groupId, autoCommitIntervalMs: null } })
  await reader.records().next()
  const teller = await stage.transactional()
  teller.begin()
  const offsets = [{ topic, partition: 0, offset: 1 }]
  await teller.sendOffsets(offsets, reader.groupMetadata())
  await teller.commit()
  t.is((await reader.committed()).get(`${topic}-0`)?.offset, 1)
  teller.begin()
  const stale = { groupId, generationId: 99, memberId: 'gone' }
  t.is(await outcome(teller.sendOffsets(offsets, stale)), 'AbortableError UNKNOWN_MEMBER_ID')
  t.is(await outcome(teller.commit()), 'AbortableError UNKNOWN_MEMBER_ID')
  await teller.abort()
  teller.begin()
  const older = { ...reader.groupMetadata(), generationId: reader.groupMetadata().generationId + 1 }
  t.is(await outcome(teller.sendOffsets(offsets, older)), 'AbortableError ILLEGAL_GENERATION')
  await teller.abort()
})

transactions.fact(
  'a producer that takes over a transactional id fences the older one, and aborts what it left',
  async (t, stage) => {
    const topic = await stage.topic('orders')
    const older = await stage.transactional()
    older.begin()
    await older.sendAndWait({ topic, value: 'left open' })
    const newer = await stage.transactional()
    newer.begin()
    await newer.sendAndWait({ topic, value: 'committed' })
    await newer.commit()
    t.regex(await outcome(older.sendAndWait({ topic, value: 'too late' })), /^FencedError /)
    // The partition knows a newer epoch, but not whose; its coordinator does.
    t.regex(await outcome(older.commit()), /^(AbortableError INVALID_PRODUCER_EPOCH|FencedError .*)$/)
    t.regex(await outcome(older.abort()), /^FencedError /)
    t.throws(() => older.begin(), { name: 'FencedError' })
    await stage.transactional()
    t.deepEqual(await stage.values(topic), ['committed'])
  },
)

transactions.fact(
  'a transactional id that comes back goes on with its producer id, which is not 0, and a later epoch',
  async (t, stage) => {
    const topic = await stage.topic('orders')
    const id = stage.name('teller')
    await stage.transactional({ transactionalId: stage.name('somebody else') })
    const seen: { producerId: number; producerEpoch: number }[] = []
    for (let life = 0; life < 3; life += 1) {
      const teller = await stage.transactional()
      for (let index = 0; index < 3; index += 1) {
        teller.begin()
        await teller.sendAndWait({ topic, value: `${life} ${index}` })
        await teller.commit()
      }
      const described = (await stage.admin.transactions.describe([id])).get(id)
      seen.push({ producerId: described?.producerId ?? 0, producerEpoch: described?.producerEpoch ?? 0 })
      await teller.close()
    }
    t.true((seen[0]?.producerId ?? 0) > 0)
    t.is(new Set(seen.map(({ producerId }) => producerId)).size, 1)
    const epochs = seen.map(({ producerEpoch }) => producerEpoch)
    t.true(epochs.every((epoch, life) => life === 0 || epoch > (epochs[life - 1] ?? 0)))
    await stage.transactional()
    t.is((await stage.values(topic)).length, 9)
  },
)

transactions.fact('sends to partitions that are new to a transaction may go on at once', async (t, stage) => {
  const topic = await stage.topic('wide', { partitions: 12 })
  const teller = await stage.transactional()
  for (const end of ['commit', 'abort', 'commit'] as const) {
    teller.begin()
    const sends = Array.from({ length: 36 }, async (_, index) => {
      if (index >= 12) await new Promise((resolve) => setImmediate(resolve))
      return await teller.sendAndWait({ topic, partition: index % 12, value: end })
    })
    if (end === 'commit') await Promise.all(sends)
    else await Promise.allSettled([...sends, teller.abort()])
    if (end === 'commit') await teller.commit()
  }
  await settledMarkers(stage)
  const read = await stage.records(topic)
  t.is(read.length, 72)
  t.true(read.every(({ value }) => String(value) === 'commit'))
})

transactions.fact('a transaction that takes too long is aborted by its coordinator', async (t, stage) => {
  const topic = await stage.topic('orders')
  const teller = await stage.transactional({ transactionTimeoutMs: 300 })
  teller.begin()
  await teller.sendAndWait({ topic, value: 'too slow' })
  const reader = stage.consumer({ topics: [topic] })
  const next = reader.records().next()
  await stage.producer().sendAndWait({ topic, value: 'behind' })
  t.is(String((await next).value.value), 'behind')
  // Since transactions of version 2 Apache Kafka says INVALID_TXN_STATE, before that it fences.
  t.regex(await outcome(teller.commit()), /^(FencedError PRODUCER_FENCED|FatalError INVALID_TXN_STATE)$/)
})

transactions.fact('a transaction in which a record was refused can only be aborted', async (t, stage) => {
  const topic = await stage.topic('narrow', { configs: { 'max.message.bytes': '1000' } })
  const teller = await stage.transactional()
  teller.begin()
  teller.send({ topic, value: 'small' })
  t.is(await outcome(teller.sendAndWait({ topic, value: 'y'.repeat(2_000) })), 'BrokerError MESSAGE_TOO_LARGE')
  t.is(await outcome(teller.commit()), 'AbortableError MESSAGE_TOO_LARGE')
  await teller.abort()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'again' })
  await teller.commit()
  await settledMarkers(stage)
  t.deepEqual(await stage.values(topic), ['again'])
})

transactions.fact('an open transaction is aborted when its producer is closed', async (t, stage) => {
  const topic = await stage.topic('orders')
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'open' })
  await teller.close()
  await stage.transactional()
  t.deepEqual(await stage.values(topic), [])
})

/** Markers are written after the end of a transaction was answered; the id is only given again when they are. */
async function settledMarkers(stage: Stage): Promise<Producer> {
  return await stage.transactional()
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    ({ name, code }: ClientError) => `${name} ${code}`,
  )
}
