/** What is said of applications that run, whatever the cluster. */
import { type Processor, StreamRecord, StreamsBuilder, type Topology, topic, tumbling } from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'
import { eventually } from '@millrace/test-client/eventually.ts'
import { emptyFolder } from '@millrace/test-kafka/folders.ts'
import test, { type ExecutionContext } from 'ava'
import { type Cluster, Stage } from './cluster.ts'
import { CutSockets } from './cut-sockets.ts'
import { RunningApplications } from './running-applications.ts'

const FACT_MS = 120_000
const guarantees = ['at_least_once', 'exactly_once_v2'] as const
const text = { key: string, value: string }
const numbers = { key: string, value: long }

interface Given {
  readonly t: ExecutionContext
  readonly run: RunningApplications
  /** Of four partitions. */
  readonly input: string
  readonly output: string
}

/** Words are counted behind a repartition topic, in a store on disk. */
function wordCount(input: string, output: string): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream(topic(input, text))
    .flatMapValues((line) => line.split(' '))
    .groupBy((word) => word, { name: 'words', ...text })
    .count({ store: 'counts' })
    .toStream()
    .to(topic(output, numbers))
  return builder.build()
}

/** How often each key has come. */
function keyCount(input: string, output: string): Topology {
  const builder = new StreamsBuilder()
  builder.stream(topic(input, text)).groupByKey().count({ store: 'counts' }).toStream().to(topic(output, numbers))
  return builder.build()
}

const lines = [
  ['a', 'one two two'],
  ['b', 'three two one'],
  ['c', 'four'],
] as const

function times(count: number): Record<string, number> {
  return { one: 2 * count, two: 3 * count, three: count, four: count }
}

/** Each key once. */
function keyed(from: number, count: number): (readonly [string, string])[] {
  return Array.from({ length: count }, (_, index) => [`key-${from + index}`, 'x'])
}

function once(count: number): Record<string, number> {
  return Object.fromEntries(keyed(0, count).map(([key]) => [key, 1]))
}

const facts: Record<string, (given: Given) => Promise<void>> = {}

for (const processingGuarantee of guarantees) {
  facts[`${processingGuarantee}: words are counted, and a restart goes on from what was committed`] = async (given) => {
    const { t, run, input, output } = given
    const topology = wordCount(input, output)
    const stateDir = emptyFolder()
    for (const round of [1, 2, 3]) {
      const app = await run.running(topology, { processingGuarantee, stateDir })
      await run.send(input, lines)
      const table = await run.table(output, times(round))
      t.deepEqual(table, Object.fromEntries(Object.entries(times(round)).sort(([a], [b]) => (a < b ? -1 : 1))))
      await app.close()
      t.is(app.state, 'NOT_RUNNING')
    }
  }

  facts[`${processingGuarantee}: state that was lost with its disk is restored from its changelog`] = async (given) => {
    const { t, run, input, output } = given
    const topology = wordCount(input, output)
    const first = await run.running(topology, { processingGuarantee })
    await run.send(input, lines)
    await run.table(output, times(1))
    await first.close()
    await run.running(topology, { processingGuarantee })
    await run.send(input, lines)
    t.is((await run.table(output, times(2)))['two'], 6)
  }

  facts[`${processingGuarantee}: a second instance gets a share of the tasks, and gives it back when it goes`] = async (
    given,
  ) => {
    const { t, run, input, output } = given
    const topology = keyCount(input, output)
    const one = await run.running(topology, { processingGuarantee })
    await run.send(input, keyed(0, 20))
    await run.table(output, once(20))
    const other = await run.running(topology, { processingGuarantee })
    await eventually(
      async () => [tasksOf(one), tasksOf(other)].join(),
      (tasks) => tasks === '2,2',
    )
    await run.send(input, keyed(20, 20))
    await run.table(output, once(40))
    await one.close()
    await run.send(input, keyed(40, 20))
    await run.table(output, once(60))
    await eventually(
      async () => tasksOf(other),
      (tasks) => tasks === 4,
    )
    t.is(other.failure, null)
  }
}

facts['exactly_once_v2: what a dead instance did not commit is done by another, each record once'] = async (given) => {
  const { t, run, input, output } = given
  const processingGuarantee = 'exactly_once_v2'
  const topology = keyCount(input, output)
  const sockets = new CutSockets()
  // It never commits by itself, so that it dies with a transaction that is open and outputs that are written.
  await run.running(topology, { processingGuarantee, sockets, commitInterval: '9s' })
  await run.send(input, keyed(0, 30))
  await run.send(input, keyed(30, 30))
  sockets.cut()
  await run.running(topology, { processingGuarantee })
  await run.send(input, keyed(60, 1))
  await run.table(output, once(61))
  const seen = await run.read(output, (records) => records.length >= 61)
  t.is(new Set(seen.map(({ key }) => key)).size, 61)
}

facts['a line that is cut for a while costs nothing but time'] = async ({ t, run, input, output }) => {
  const sockets = new CutSockets()
  const app = await run.running(keyCount(input, output), { processingGuarantee: 'exactly_once_v2', sockets })
  await run.send(input, keyed(0, 10))
  await run.table(output, once(10))
  sockets.cut()
  await run.send(input, keyed(10, 10))
  sockets.mend()
  await run.table(output, once(20))
  t.is(app.failure, null)
}

facts['a record that cannot be read ends the instance, is passed over, or is kept in a topic of its own'] = async (
  given,
) => {
  const { t, run, input, output } = given
  const builder = new StreamsBuilder()
  builder.stream(topic(input, numbers)).to(topic(output, numbers))
  const topology = builder.build()
  await run.send(input, [['a', 'poison']])
  await run.send(input, [['a', long.serialize(7)]])
  const failing = run.app(topology)
  await failing.start()
  await failing.until(['ERROR'], { timeoutMs: FACT_MS })
  t.is(failing.failure?.name, 'DeserializationError')
  const stepping = await run.running(topology, { onDeserializationError: 'continue' })
  await run.table(output, { a: 7 })
  await stepping.close()
  const letters = await run.stage.topic('letters', 1)
  await run.send(input, [['a', 'poison']])
  await run.running(topology, { onDeserializationError: { deadLetter: letters } })
  const [letter] = await run.read(letters, (seen) => seen.length >= 1)
  t.is(String(letter?.value), 'poison')
}

facts['a thread that failed is replaced, where the application says so'] = async ({ t, run, input, output }) => {
  let failures = 0
  const builder = new StreamsBuilder()
  const strict = (value: string) => {
    if (value === 'bad' && failures === 0) throw new Error('the first time')
    return value.length
  }
  builder.stream(topic(input, text)).mapValues(strict).to(topic(output, numbers))
  const onUncaughtError = (error: Error) => {
    failures += 1
    t.is(error.name, 'ProcessingError')
    return 'replace-thread' as const
  }
  const app = await run.running(builder.build(), { onUncaughtError })
  await run.send(input, [['a', 'bad']])
  await run.table(output, { a: 3 })
  t.is(failures, 1)
  t.is(app.failure, null)
}

facts['a global table is read before the first task runs, and followed after'] = async ({ t, run, input, output }) => {
  const stage = run.stage
  const names = await stage.topic('names', 2)
  const builder = new StreamsBuilder()
  const table = builder.globalTable(topic(names, text))
  const lengthOf = (_value: string, name: string) => name.length
  builder
    .stream(topic(input, text))
    .join(table, lengthOf, { by: (_value: string, key: string) => key })
    .to(topic(output, numbers))
  await run.send(names, [['a', 'Ann']])
  await run.send(input, [['a', 'hello']])
  await run.running(builder.build())
  t.deepEqual(await run.table(output, { a: 3 }), { a: 3 })
  await run.send(names, [['b', 'Barbara']])
  const sent = async () => await run.send(input, [['b', 'hello']])
  await sent()
  const again = setInterval(() => void sent(), 200)
  try {
    t.deepEqual(await run.table(output, { a: 3, b: 7 }), { a: 3, b: 7 })
  } finally {
    clearInterval(again)
  }
}

facts['answers of asynchronous functions are waited for by a commit, and come once'] = async ({
  t,
  run,
  input,
  output,
}) => {
  const builder = new StreamsBuilder()
  const slowly = async (value: string) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return value.length
  }
  builder.stream(topic(input, text)).mapValuesAsync(slowly, { concurrency: 3 }).to(topic(output, numbers))
  const app = await run.running(builder.build(), { processingGuarantee: 'exactly_once_v2' })
  await run.send(input, keyed(0, 40))
  await run.table(output, once(40))
  await app.close()
  t.is((await run.read(output, (seen) => seen.length >= 40)).length, 40)
}

facts['punctuations by the wall clock fire where nothing comes, and may write and ask for a commit'] = async (
  given,
) => {
  const { t, run, input, output } = given
  const builder = new StreamsBuilder()
  builder
    .stream(topic(input, text))
    .process(
      (): Processor<string, string, string, number> => ({
        init: (context) => {
          context.schedule({ every: '50ms', type: 'wall-clock-time' }, (timestamp) => {
            context.forward(new StreamRecord({ key: 'tick', value: 1, timestamp }))
            context.commit()
          })
        },
        process: () => {},
      }),
    )
    .to(topic(output, numbers))
  await run.running(builder.build(), { processingGuarantee: 'exactly_once_v2', commitInterval: '9s' })
  const seen = await run.read(output, (records) => records.length >= 8)
  t.true(seen.every(({ key }) => key === 'tick'))
}

facts['several threads of an instance share its tasks'] = async ({ t, run, input, output }) => {
  const topology = wordCount(input, output)
  const app = await run.running(topology, { threads: 3, processingGuarantee: 'exactly_once_v2' })
  await run.send(input, lines)
  await run.table(output, times(1))
  const { threads } = app.health()
  t.is(threads.length, 3)
  await eventually(
    async () => app.health().threads.map(({ runningTasks }) => runningTasks.length),
    (counts) => counts.every((count) => count >= 2) && counts.reduce((sum, count) => sum + count) === 8,
  )
}

facts['a thread that failed may have all instances stop'] = async ({ t, run, input, output }) => {
  const builder = new StreamsBuilder()
  const strict = (value: string) => {
    if (value === 'bad') throw new Error('bad')
    return value.length
  }
  builder.stream(topic(input, text)).mapValues(strict).to(topic(output, numbers))
  const topology = builder.build()
  const onUncaughtError = 'shut-down-application'
  const one = await run.running(topology, { onUncaughtError })
  const other = await run.running(topology, { onUncaughtError })
  await run.send(input, [['a', 'bad']])
  await Promise.all([one, other].map((app) => app.until(['ERROR'], { timeoutMs: FACT_MS })))
  const names = [one.failure?.name, other.failure?.name].sort()
  t.deepEqual(names, ['ProcessingError', 'StreamsError'])
}

facts['windows that are told when they close are told once, also over a restart'] = async ({
  t,
  run,
  input,
  output,
}) => {
  const builder = new StreamsBuilder()
  builder
    .stream(topic(input, text))
    .groupByKey()
    .windowedBy(tumbling('1h'))
    .emitStrategy('on-window-close')
    .count({ store: 'windows' })
    .toStream()
    .map((count, window) => [`${window.key}@${window.window.startMs}`, count])
    .to(topic(output, numbers))
  const topology = builder.build()
  const stateDir = emptyFolder()
  const hour = 3_600_000
  for (const round of [1, 2, 3]) {
    const app = await run.running(topology, { processingGuarantee: 'exactly_once_v2', stateDir, emitInterval: 0 })
    await run.send(input, [['a', 'x']], round * hour)
    if (round > 1) await run.read(output, (seen) => seen.length >= round - 1)
    await app.close()
  }
  const seen = await run.read(output, (records) => records.length >= 2)
  t.deepEqual(
    seen.map(({ key }) => key),
    [`a@${hour}`, `a@${2 * hour}`],
  )
}

function tasksOf(app: { health(): { threads: readonly { runningTasks: readonly string[] }[] } }): number {
  return app.health().threads.reduce((sum, { runningTasks }) => sum + runningTasks.length, 0)
}

export function applicationsContract(start: () => Promise<Cluster>): void {
  let cluster: Cluster
  test.before(async () => {
    cluster = await start()
  })
  test.after.always(async () => await cluster?.close())
  for (const [title, holds] of Object.entries(facts)) {
    test.serial(title, async (t) => {
      t.timeout(FACT_MS)
      await using stage = new Stage(cluster)
      await using run = new RunningApplications(stage)
      const input = await stage.topic('input', 4)
      const output = await stage.topic('output', 4)
      await holds({ t, run, input, output })
    })
  }
}
