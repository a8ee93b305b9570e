/** Records that a broker does not take: their senders hear of it, and the others arrive. */
import { Chapter } from '../chapter.ts'

export const refusals = new Chapter('refusals')

refusals.fact('a record that is too large for its topic is refused alone', async (t, stage) => {
  const topic = await stage.topic('narrow', { configs: { 'max.message.bytes': '2000' } })
  const sender = stage.producer()
  const refused = sender.sendAndWait({ topic, value: 'y'.repeat(3_000) })
  await t.throwsAsync(refused, { name: 'BrokerError', code: 'MESSAGE_TOO_LARGE' })
  await sender.sendAndWait({ topic, value: 'small' })
  t.deepEqual(await stage.values(topic), ['small'])
})

refusals.fact('a batch that is too large for its topic is split until it is not', async (t, stage) => {
  const topic = await stage.topic('narrow', { configs: { 'max.message.bytes': '2000' } })
  const sender = stage.producer({ lingerMs: 100_000 })
  const values = Array.from({ length: 200 }, (_, index) => `${index} ${'y'.repeat(60)}`)
  for (const value of values) sender.send({ topic, value })
  await sender.flush()
  t.deepEqual(await stage.values(topic), values)
})

refusals.fact('a record without key is refused by a compacted topic', async (t, stage) => {
  const topic = await stage.topic('compacted', { configs: { 'cleanup.policy': 'compact' } })
  const sender = stage.producer({ lingerMs: 100_000 })
  const outcomes: (string | undefined)[] = []
  const told = (error: { code: string } | null) => void outcomes.push(error?.code)
  sender.send({ topic, key: 'a', value: 'with' }, told)
  sender.send({ topic, value: 'without' }, told)
  await sender.flush()
  t.deepEqual(outcomes, ['INVALID_RECORD', 'INVALID_RECORD'])
  t.is((await stage.producer().sendAndWait({ topic, key: 'a', value: 'with' })).offset, 0)
})

refusals.fact('a record of the far future is refused where the topic wants none', async (t, stage) => {
  const topic = await stage.topic('timely', { configs: { 'message.timestamp.after.max.ms': '60000' } })
  const sender = stage.producer()
  const late = sender.sendAndWait({ topic, value: 'far', timestamp: Date.now() + 3_600_000 })
  await t.throwsAsync(late, { name: 'BrokerError', code: 'INVALID_TIMESTAMP' })
  t.is((await sender.sendAndWait({ topic, value: 'near' })).offset, 0)
})

refusals.fact('a partition that the topic has not is an error of the record', async (t, stage) => {
  const topic = await stage.topic('small')
  const sender = stage.producer({ maxBlockMs: 300, deliveryTimeoutMs: 500 })
  const missing = sender.sendAndWait({ topic, partition: 7, value: 'nowhere' })
  await t.throwsAsync(missing, { message: /UNKNOWN_TOPIC_OR_PARTITION|TIMED_OUT/ })
  t.is((await stage.producer().sendAndWait({ topic, partition: 0, value: 'here' })).offset, 0)
})

refusals.fact('a failure that no callback hears of is told by flush', async (t, stage) => {
  const topic = await stage.topic('narrow', { configs: { 'max.message.bytes': '500' } })
  const heard: string[] = []
  const sender = stage.producer({ onError: ({ code }) => void heard.push(code) })
  sender.send({ topic, value: 'y'.repeat(1_000) })
  await t.throwsAsync(sender.flush(), { code: 'MESSAGE_TOO_LARGE' })
  t.deepEqual(heard, ['MESSAGE_TOO_LARGE'])
  await sender.flush()
})
