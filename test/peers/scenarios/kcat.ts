/** kcat, on librdkafka: every codec, a group, an idempotent and a transactional producer, look-ups by time. */
import { execFile } from 'node:child_process'
import type { Place, Scenario } from '../scenario.ts'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const FORMAT = '%t-%p@%o %k=%s %h\n'
const TIMEOUT_MS = 60_000

export const kcatRecords: Scenario = {
  name: 'kcat-records',
  async run(place) {
    const { say } = place
    const topic = 'kcat-records'
    for (const codec of CODECS) {
      const lines = Array.from({ length: 30 }, (_, at) => `${codec}-${at}:${codec.repeat(at % 5)}\n`).join('')
      const to = ['-P', '-t', topic, '-p', '0', '-K:', '-z', codec, '-H', `codec=${codec}`]
      await kcat(place, to, lines)
      await kcat(place, [...to, '-X', 'enable.idempotence=true'], lines)
    }
    say((await kcat(place, ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-e', '-q', '-f', FORMAT])).trimEnd())
    say(`ends: ${(await kcat(place, ['-Q', '-t', `${topic}:0:-1`])).trim()}`)
    say(`begins: ${(await kcat(place, ['-Q', '-t', `${topic}:0:-2`])).trim()}`)
    say(`by time: ${(await kcat(place, ['-Q', '-t', `${topic}:0:1600000000000`])).trim()}`)
    say(
      `the last three: ${(await kcat(place, ['-C', '-t', topic, '-p', '0', '-o', '-3', '-e', '-q', '-f', '%o '])).trim()}`,
    )
  },
}

export const kcatTransactions: Scenario = {
  name: 'kcat-transactions',
  async run(place) {
    const { say } = place
    const topic = 'kcat-transactions'
    const produce = ['-P', '-t', topic, '-p', '0', '-X', `transactional.id=${topic}`]
    await kcat(place, produce, 'one\ntwo\n')
    await kcat(place, produce, 'three\n')
    for (const level of ['read_committed', 'read_uncommitted']) {
      const consume = ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-e', '-q', '-f', '%o %s\n']
      say(
        `${level}: ${(await kcat(place, [...consume, '-X', `isolation.level=${level}`])).trimEnd().replaceAll('\n', ', ')}`,
      )
    }
  },
}

export const kcatGroups: Scenario = {
  name: 'kcat-groups',
  async run(place) {
    const { say } = place
    const topic = 'kcat-groups'
    await kcat(place, ['-P', '-t', topic], 'a\nb\nc\n')
    const group = ['-G', topic, '-e', '-q', '-X', 'auto.offset.reset=earliest', '-f', '%s\n', topic]
    const first = await kcat(place, group)
    say(`the first run sees ${first.trim().split('\n').sort().join(' ')}`)
    await kcat(place, ['-P', '-t', topic], 'd\n')
    say(`the second run sees ${(await kcat(place, group)).trim()}`)
    const metadata = JSON.parse(await kcat(place, ['-L', '-J', '-t', topic])) as {
      topics: { topic: string; partitions: { leader: number; replicas: unknown[]; isrs: unknown[] }[] }[]
    }
    for (const one of metadata.topics) {
      say(`${one.topic}: ${one.partitions.map(({ replicas, isrs }) => `${replicas.length}/${isrs.length}`).join(' ')}`)
    }
  },
}

/** Runs kcat with what it is to read, and gives what it wrote. */
function kcat({ address }: Place, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('kcat', ['-b', address, ...args], { timeout: TIMEOUT_MS }, (problem, stdout, stderr) => {
      if (problem === null) resolve(stdout)
      else reject(new Error(`kcat ${args.join(' ')}: ${problem.message}\n${stderr}`, { cause: problem }))
    })
    child.stdin?.end(input)
  })
}
