/**
 * What producers do to a cluster, and what they hear: lines that are the same of every broker that behaves the same.
 */
import { Admin, type ClientError, Producer, type ProducerOptions } from '@millrace/core'
import { silentLogger } from '@millrace/core/testing'

export type Line = readonly [what: string, outcome: unknown]

interface Stage {
  readonly admin: Admin
  readonly open: (options?: Partial<ProducerOptions>) => Producer
  readonly say: (what: string, outcome: unknown) => void
}

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const keyed = [0, 1, 2].map((partition) => ({ topic: 'keyed', partition }))
const narrow = { topic: 'narrow', partition: 0 }
const group = { groupId: 'billing' }

export async function producerLines(address: string): Promise<Line[]> {
  const lines: Line[] = []
  const common = { brokers: [address], logger: silentLogger }
  await using admin = new Admin(common)
  await admin.topics.create([
    { name: 'keyed', partitions: 3 },
    { name: 'narrow', partitions: 1, configs: { 'max.message.bytes': '2000' } },
  ])
  const stage = {
    admin,
    open: (options: Partial<ProducerOptions> = {}) => new Producer({ ...common, ...options }),
    say: (what: string, outcome: unknown) => void lines.push([what, outcome]),
  }
  await records(stage)
  await transactions(stage)
  await fencing(stage)
  return lines
}

async function records({ admin, open, say }: Stage): Promise<void> {
  for (const compression of COMPRESSIONS) {
    await using producer = open({ compression, batchBytes: 4_000 })
    const headers = [
      { key: 'twice', value: null },
      { key: 'twice', value: 'b' },
    ]
    for (let index = 0; index < 300; index += 1) {
      producer.send({ topic: 'keyed', key: `key ${index}`, value: `${compression} ${index} of many`, headers })
    }
    await producer.flush()
    say(`after ${compression}`, await ends(admin))
  }
  await using producer = open()
  const last = await producer.sendAndWait({ topic: 'keyed', key: 'key 1', value: null, timestamp: 5 })
  say('a record', last)
  for (let index = 0; index < 200; index += 1) producer.send({ topic: 'narrow', value: `${index} ${'y'.repeat(60)}` })
  await producer.flush()
  say('after a split', (await admin.offsets.list([narrow], { at: 'latest' })).get('narrow-0')?.offset)
  say('too large', await outcome(producer.sendAndWait({ topic: 'narrow', value: 'y'.repeat(3_000) })))
  say('made by itself', (await producer.sendAndWait({ topic: 'unheard-of', partition: 0, value: 'x' })).offset)
}

async function transactions({ admin, open, say }: Stage): Promise<void> {
  await using producer = open({ transactionalId: 'teller', lingerMs: 0 })
  await producer.initTransactions()
  for (let index = 0; index < 9; index += 1) {
    producer.begin()
    for (let at = 0; at < 10; at += 1) producer.send({ topic: 'keyed', key: `key ${at}`, value: `${index}` })
    await producer.sendOffsets([{ topic: 'keyed', partition: 0, offset: index + 1 }], group)
    if (index % 3 === 2) await producer.abort()
    else await producer.commit()
  }
  say('offsets', [...(await admin.groupOffsets.list('billing', { requireStable: true })).values()])
  producer.begin()
  const stale = { ...group, generationId: 7, memberId: 'gone' }
  const offsets = [{ topic: 'keyed', partition: 0, offset: 99 }]
  say('offsets of a stranger', await outcome(producer.sendOffsets(offsets, stale)))
  say('its commit', await outcome(producer.commit()))
  say('its abort', await outcome(producer.abort()))
  // Markers are written after the end of a transaction was answered; an id is only given when they are.
  await using next = open({ transactionalId: 'teller' })
  await next.initTransactions()
  say('after transactions', await ends(admin))
}

async function fencing({ open, say }: Stage): Promise<void> {
  await using older = open({ transactionalId: 'fenced', lingerMs: 0 })
  await older.initTransactions()
  older.begin()
  await older.sendAndWait({ topic: 'keyed', partition: 0, value: 'open' })
  await using newer = open({ transactionalId: 'fenced', lingerMs: 0 })
  await newer.initTransactions()
  newer.begin()
  await newer.sendAndWait({ topic: 'keyed', partition: 0, value: 'committed' })
  say('commit of the newer', await outcome(newer.commit()))
  say('commit of the older', await outcome(older.commit()))
}

/** Where each partition ends, for those who read what is committed. */
async function ends(admin: Admin): Promise<unknown> {
  const listed = await admin.offsets.list(keyed, { at: 'latest', isolation: 'read_committed' })
  return Array.from(listed, ([name, { offset }]) => [name, offset]).sort()
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    ({ name, code }: ClientError) => `${name} ${code}`,
  )
}
