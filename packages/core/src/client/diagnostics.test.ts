/** The channels by which clients are observed, and their page. */
import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import test from 'ava'
import { channels } from './diagnostics.ts'
import { ProducerStage } from './producer/producer-stage.contract.ts'

const names = Object.values(channels).map((one) => String((one as ReturnType<typeof channel>).name))

test('the page about diagnostics names all channels of clients, and no other', (t) => {
  const page = readFileSync(new URL('../../../../docs/diagnostics.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(millrace:(?!streams:)[a-z:-]+)` \|/gm)].map(([, name]) => name)
  t.deepEqual(rows.toSorted(), names.toSorted())
})

test('every way of sending is heard by those who listen, also what had to wait for its topic', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ clientId: 'sender' })
  const heard: unknown[] = []
  const hear = (message: unknown) => heard.push(message)
  channel('millrace:producer:send').subscribe(hear)
  producer.send({ topic: 'orders', key: 'a', value: 'parked', timestamp: 1 })
  producer.send({ topic: 'orders', partition: 1, value: 'x', timestamp: 2 })
  const writer = producer.partitionWriter('orders', 2)
  writer.append('key', 'x', 3)
  writer.appendWith({ key: null, value: 'x', timestamp: 4 })
  await stage.until(producer.flush())
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'x', timestamp: 5 }))
  channel('millrace:producer:send').unsubscribe(hear)
  const said = heard as { clientId: string; partition: number; timestamp: number }[]
  t.true(said.every(({ clientId }) => clientId === 'sender'))
  t.deepEqual(said.map(({ timestamp }) => timestamp).toSorted(), [1, 2, 3, 4, 5])
  t.deepEqual(
    said.filter(({ timestamp }) => timestamp > 1).map(({ partition }) => partition),
    [1, 2, 2, 0],
  )
})
