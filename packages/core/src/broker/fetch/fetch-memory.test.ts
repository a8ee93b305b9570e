import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { TestBroker, TestClient } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'
import { FetchMemory } from './fetch-memory.ts'
import { fetchBody, fetchFrom, settle, watched } from './test-fetch.contract.ts'

const MIB = 1024 ** 2

test('memory is used again when it was given back', (t) => {
  const memory = new FetchMemory(64 * MIB)
  const holder = {}
  const first = memory.take(holder, MIB)
  memory.giveBack(holder, [first])
  t.is(memory.take(holder, MIB + 100), first)
  t.not(memory.take(holder, MIB), first)
  t.is(memory.usedBytes, 2 * first.length)
})

test('little is kept of what a burst needed', (t) => {
  const memory = new FetchMemory(1024 * MIB)
  const holder = {}
  const taken = Array.from({ length: 40 }, () => memory.take(holder, MIB))
  memory.giveBack(holder, taken)
  const again = Array.from({ length: 40 }, () => memory.take(holder, MIB))
  t.is(again.filter((one) => taken.includes(one)).length, 16)
})

test('one holder has a share, and who waits is served in turn', (t) => {
  const memory = new FetchMemory(16 * MIB)
  const holders = Array.from({ length: 10 }, (_, name) => ({ name }))
  const served: number[] = []
  const held = holders.map((holder) => (memory.roomFor(holder) > 0 ? memory.take(holder, 2 * MIB) : null))
  t.deepEqual(
    held.map((one) => one !== null),
    [...Array(8).fill(true), ...Array(2).fill(false)],
  )
  const callOff = [7, 6, 9, 8].map((at) => memory.whenRoom(holders[at] ?? {}, () => served.push(at)))
  callOff[1]?.()
  const giveBack = (at: number) => memory.giveBack(holders[at] ?? {}, [held[at] ?? Buffer.alloc(0)])
  giveBack(0)
  t.deepEqual(served, [9, 8], 'the first in the line holds its share still, and the second has gone')
  giveBack(7)
  t.deepEqual(served, [9, 8, 7])
})

test('readers that do not take their answers bound what the broker holds, and others wait until they do', async (t) => {
  const config = { fetchMemoryMaxBytes: 4 * MIB }
  const broker = await TestBroker.open({ config })
  const [partition] = (await createOrders(broker)).partitions
  for (let round = 0; round < 20; round++) {
    partition?.append(batchOf(['x'.repeat(500_000)]), { origin: 'client' })
  }
  const { fetches } = broker.broker.parts
  const slow: (() => void)[] = []
  const body = fetchBody(broker, { maxBytes: 50 * MIB, partitions: [{ maxBytes: 50 * MIB }] })
  const clients = Array.from({ length: 40 }, () => new TestClient())
  let asked = 0
  for (const client of clients) {
    asked++
    const reply = watched(broker.send(apis.fetch, { version: 17, client, body }))
    await settle()
    if (!reply.isDone) break
    const answered = await reply.promise
    if (answered.kind === 'answer') slow.push(answered.sent)
  }
  t.true(asked < 10, `${asked} clients got an answer`)
  t.true(fetches.usedBytes <= 5 * MIB, `${fetches.usedBytes} bytes`)
  const idle = watched(fetchFrom(broker, { maxWaitMs: 100, partitions: [{ offset: 20 }] }))
  const reader = watched(fetchFrom(broker, { maxWaitMs: 100 }))
  await settle()
  t.is(fetches.waitingCount, 3)
  broker.clock.advance(100)
  t.deepEqual((await idle.promise).values, { 0: [] }, 'who has nothing to read needs no memory')
  t.false(reader.isDone)
  slow.shift()?.()
  slow.shift()?.()
  t.is((await reader.promise).values[0]?.length, 1, 'at least one batch')
  for (const sent of slow) sent()
  t.true(fetches.usedBytes > 0, 'the one that waited was answered, and has not taken it')
  await broker.close()
})

test('a client that holds its share waits, and nobody else does', async (t) => {
  const broker = await TestBroker.open({ config: { fetchMemoryMaxBytes: 16 * MIB } })
  const [partition] = (await createOrders(broker)).partitions
  for (let round = 0; round < 10; round++) {
    partition?.append(batchOf(['x'.repeat(500_000)]), { origin: 'client' })
  }
  const body = fetchBody(broker, { maxBytes: 50 * MIB, partitions: [{ maxBytes: 50 * MIB }] })
  const client = new TestClient()
  const ask = () => watched(broker.send(apis.fetch, { version: 17, client, body }))
  const first = await ask().promise
  const second = ask()
  await settle()
  t.false(second.isDone)
  t.is((await fetchFrom(broker)).values[0]?.length, 1)
  if (first.kind === 'answer') first.sent()
  t.is((await second.promise).kind, 'answer')
  await broker.close()
})

test('a client that goes while it waits for memory leaves the line', async (t) => {
  const broker = await TestBroker.open({ config: { fetchMemoryMaxBytes: MIB } })
  const [partition] = (await createOrders(broker)).partitions
  partition?.append(batchOf(['x'.repeat(500_000)]), { origin: 'client' })
  const body = fetchBody(broker, {})
  const client = new TestClient()
  const reply = await broker.send(apis.fetch, { version: 17, client, body })
  const waiting = watched(broker.send(apis.fetch, { version: 17, client, body }))
  await settle()
  t.is(broker.broker.parts.fetches.waitingCount, 1)
  client.hangUp()
  t.deepEqual(await waiting.promise, { kind: 'silence', isFrameFree: false })
  if (reply.kind === 'answer') reply.sent()
  t.is(broker.broker.parts.fetches.usedBytes, 0)
  await broker.close()
})
