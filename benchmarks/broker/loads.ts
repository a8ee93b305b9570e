/** The loads that are put on a broker, by programs that nobody here wrote, and the round trips that we time ourselves. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { apis } from '@millrace/core/protocol'
import { BatchBuilder } from '@millrace/core/records'
import { runJava } from '@millrace/test-kafka/java.ts'
import { Wire } from './wire.ts'

const run = promisify(execFile)
const TOOLS = 'org.apache.kafka.tools'
const VALUE = 'x'.repeat(100)
const MIB = 1024 ** 2
const PRODUCE_VERSION = 9
const ROUND_TRIP_WARM_UP = 500

export interface Load {
  readonly address: string
  readonly topic: string
  readonly records: number
}

export async function createTopic(address: string, name: string, numPartitions: number): Promise<void> {
  const wire = await Wire.connect(address)
  const topics = [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }]
  const answer = await wire.ask(apis.createTopics, 7, { topics, timeoutMs: 60_000, validateOnly: false })
  const { errorCode, errorMessage } = answer.topics[0] ?? { errorCode: -1, errorMessage: 'no answer' }
  if (errorCode !== 0) throw new Error(`could not create ${name}: ${errorCode} ${errorMessage}`)
  while (!(await isLed(wire, name, numPartitions)));
  wire.close()
}

/** Apache Kafka answers before its partitions are led. */
async function isLed(wire: Wire, name: string, count: number): Promise<boolean> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1 }))
  const answer = await wire.ask(apis.listOffsets, 7, { replicaId: -1, topics: [{ name, partitions }] })
  return answer.topics[0]?.partitions.every(({ errorCode }) => errorCode === 0) === true
}

/** Lines of 100 bytes, their ends included. */
export async function writeLines(file: string, count: number): Promise<void> {
  const lines = Array.from({ length: 1_000 }, (_, at) => `${String(at).padStart(8, '0')}-${'x'.repeat(90)}\n`).join('')
  async function* all() {
    for (let at = 0; at < count; at += 1_000) yield lines
  }
  await pipeline(all, createWriteStream(file))
}

/** Records a second that kcat writes, reading them from a file. */
export async function kcatProduces(
  { address, topic, records }: Load,
  { file, acks = '1' }: { file: string; acks?: '1' | 'all' },
): Promise<number> {
  const settings = ['linger.ms=10', 'batch.size=131072', 'queue.buffering.max.messages=1000000', `acks=${acks}`]
  const args = ['-b', address, '-P', '-t', topic, ...settings.flatMap((one) => ['-X', one])]
  const beganMs = performance.now()
  const child = spawn('kcat', args, { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'close')
  await pipeline(createReadStream(file, { highWaterMark: MIB }), child.stdin)
  const [code] = await ended
  if (code !== 0) throw new Error(`kcat ended with ${code}`)
  return (records * 1_000) / (performance.now() - beganMs)
}

/** Records a second that kcat reads, from the beginning to the end. */
export async function kcatConsumes({ address, topic, records }: Load): Promise<number> {
  const args = ['-b', address, '-C', '-t', topic, '-o', 'beginning', '-c', String(records), '-q', '-f', '']
  const beganMs = performance.now()
  const child = spawn('kcat', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`kcat ended with ${code}`)
  return (records * 1_000) / (performance.now() - beganMs)
}

/** Records a second, as Java's producer perf tool reports them. */
export async function javaProduces({ address, topic, records }: Load): Promise<number> {
  const load = ['--topic', topic, '--num-records', String(records), '--record-size', '100', '--throughput', '-1']
  const settings = ['linger.ms=10', 'batch.size=131072', 'buffer.memory=67108864', 'acks=1'].flatMap((one) => [
    '--command-property',
    one,
  ])
  const { stdout } = await runJava(
    `${TOOLS}.ProducerPerformance`,
    ['--bootstrap-server', address, ...load, ...settings],
    { isForLoad: true },
  )
  const rates = [...stdout.matchAll(/records sent, ([\d.]+) records\/sec/g)]
  return Number(rates.at(-1)?.[1])
}

/** Records a second of its fetching, as Java's consumer perf tool reports them. */
export async function javaConsumes({ address, topic, records }: Load): Promise<number> {
  const load = ['--topic', topic, '--num-records', String(records), '--hide-header', '--timeout', '60000']
  const { stdout } = await runJava(`${TOOLS}.ConsumerPerformance`, ['--bootstrap-server', address, ...load], {
    isForLoad: true,
  })
  const columns = stdout.trim().split('\n').at(-1)?.split(', ') ?? []
  return Number(columns.at(-1))
}

/** How long single records take from their sending to the broker's answer, with acks=all: sorted milliseconds. */
export async function roundTrips({ address, topic, records }: Load): Promise<number[]> {
  const wire = await Wire.connect(address)
  const times: number[] = []
  for (let at = -ROUND_TRIP_WARM_UP; at < records; at += 1) {
    const builder = new BatchBuilder()
    builder.tryAppendPair(null, VALUE, Date.now())
    const topicData = [{ name: topic, partitionData: [{ index: 0, records: builder.build() }] }]
    const beganMs = performance.now()
    const answer = await wire.ask(apis.produce, PRODUCE_VERSION, { acks: -1, timeoutMs: 30_000, topicData })
    const errorCode = answer.responses[0]?.partitionResponses[0]?.errorCode
    if (errorCode !== 0) throw new Error(`a record was refused: ${errorCode}`)
    if (at >= 0) times.push(performance.now() - beganMs)
  }
  wire.close()
  return times.sort((one, other) => one - other)
}

export async function hasKcat(): Promise<boolean> {
  return await run('kcat', ['-V']).then(
    () => true,
    () => false,
  )
}
