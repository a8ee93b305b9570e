/**
 * The client beside the others that Node has, and kcat where it is installed: against our broker, and with `--peer`
 * against Apache Kafka as well, one load after the other at both. Brokers and clients are processes of their own; those
 * of one load take turns.
 */
import { type Contender, startKafka, startOurs } from './broker/contenders.ts'
import { hasKcat } from './broker/loads.ts'
import { type ClientLoad, ClientProcess } from './client/client-process.ts'
import { createTopic, fillTopic, type Ground } from './client/ground.ts'
import { Kcat } from './client/kcat.ts'
import { consumerMemory, producerMemory } from './client/memory.ts'
import type { Comparison, Report, Subject } from './measure.ts'

const PARTITION_COUNTS = [1, 10]
const NODE_PEERS = ['kafkajs', 'platformatic/kafka']
const PRODUCE_TIMES_PEER = 3
const CONSUME_TIMES_PEER = 2

export async function clientSubject({ hasPeer }: { hasPeer: boolean }): Promise<Subject> {
  const contenders = [await startOurs(), ...(hasPeer ? [await startKafka()] : [])]
  const kcat = (await hasKcat()) ? await Kcat.open() : null
  const comparisons: Comparison[] = []
  for (const partitions of PARTITION_COUNTS) {
    const topics = await Promise.all(contenders.map((contender) => topicsOf(contender, partitions)))
    for (const { name, kind, way, timesPeer } of loads) {
      for (const { contender, written, read } of topics) {
        const ground = kind === 'produce' ? written : read
        const where = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, ${brokerName(contender)}`
        comparisons.push(comparison({ name: `${name}, ${where}`, kind, way, timesPeer, ground, kcat }))
      }
    }
  }
  return {
    name: 'client',
    comparisons,
    reports: memoryReports(contenders),
    async close() {
      await kcat?.close()
      for (const one of contenders) await one.end()
    },
  }
}

type LoadKind = Omit<ClientLoad, 'kind' | 'ground'> & {
  readonly name: string
  readonly kind: 'produce' | 'consume'
  readonly timesPeer: number
}

const loads: readonly LoadKind[] = [
  { name: 'produce', kind: 'produce', way: 'ours', timesPeer: PRODUCE_TIMES_PEER },
  { name: 'consume, records', kind: 'consume', way: 'records', timesPeer: CONSUME_TIMES_PEER },
  { name: 'consume, cursor', kind: 'consume', way: 'cursor', timesPeer: CONSUME_TIMES_PEER },
]

function comparison(load: LoadKind & { ground: Ground; kcat: Kcat | null }): Comparison {
  const { name, kind, way, timesPeer, ground, kcat } = load
  const ours = new ClientProcess({ kind, way, ground })
  const peers = NODE_PEERS.map((peer) => [peer, new ClientProcess({ kind, way: peer, ground })] as const)
  const all = [ours, ...peers.map(([, client]) => client)]
  return {
    name,
    unit: 'records',
    ours: () => ours.run(),
    peers: {
      ...Object.fromEntries(peers.map(([peer, client]) => [peer, () => client.run()])),
      ...(kcat === null ? {} : { kcat: () => kcat[kind](ground) }),
    },
    bars: NODE_PEERS.map((peer) => ({ timesPeer, peer })),
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
  }
}

/** One that is written to by the runs, and one that was filled and is read. */
async function topicsOf(contender: Contender, partitions: number) {
  const { address } = contender
  const [written, read] = ['written', 'read'].map((name) => ({
    address,
    topic: `${name}-${partitions}`,
    partitions,
  })) as [Ground, Ground]
  await createTopic(written)
  await createTopic(read)
  await fillTopic(read)
  return { contender, written, read }
}

function memoryReports([ours]: readonly Contender[]): Report[] {
  if (ours === undefined) return []
  const { address } = ours
  const partitions = Math.max(...PARTITION_COUNTS)
  const ground = (topic: string) => ({ address, topic: `${topic}-${partitions}`, partitions })
  return [
    { name: 'memory, consumer whose program stops', run: () => consumerMemory(ground('read')) },
    { name: 'memory, producer whose broker stops', run: () => producerMemory(ours, ground('written')) },
  ]
}

function brokerName({ name }: Contender): string {
  return name === 'ours' ? 'our broker' : name
}
