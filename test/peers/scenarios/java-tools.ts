/** Apache Kafka's own command line tools. What differs from run to run (ids, times, places) is left out of the lines. */
import type { Scenario } from '../scenario.ts'
import { JavaTools, linesWith, sortedLines } from './java-tool.ts'

const TOPIC = 'java-tools'
const GROUPS_TOPIC = 'java-tools-groups'

export const javaTopicTools: Scenario = {
  name: 'java-tools-topics',
  async run(place) {
    const tools = new JavaTools(place)
    const topics = (...args: string[]) => ({ tool: 'topics', args: [...args, '--topic', TOPIC] }) as const
    const configs = (...args: string[]) => ({ tool: 'configs', args: [...args, '--topic', TOPIC] }) as const
    const offsets = (...args: string[]) => ({ tool: 'offsets', args: [...args, '--topic', TOPIC] }) as const
    await tools.tell('create', topics('--create', '--partitions', '3', '--config', 'retention.ms=100000000'))
    await tools.tell('alter', topics('--alter', '--partitions', '4'))
    tools.say('describe', (await tools.run(topics('--describe'))).replace(/TopicId: \S+/, ''))
    const change = ['--add-config', 'segment.bytes=2097152', '--delete-config', 'retention.ms']
    await tools.tell('configure', configs('--alter', ...change))
    await tools.tell('configs', configs('--describe'))
    const all = await tools.run(configs('--describe', '--all'))
    tools.say('all configs', sortedLines(all.replaceAll(/ synonyms=.*/g, '')))
    const load = [
      '--num-records',
      '20000',
      '--record-size',
      '100',
      '--throughput',
      '-1',
      '--command-property',
      'acks=all',
    ]
    const performance = await tools.run({ tool: 'performance', args: ['--topic', TOPIC, ...load] })
    tools.say('performance', /^\d+ records sent/m.exec(performance)?.[0] ?? performance)
    const ends = (await tools.run(offsets())).matchAll(/:(\d+)$/gm)
    tools.say('records', String([...ends].reduce((sum, [, end]) => sum + Number(end), 0)))
    await tools.tell('begins', offsets('--time', 'earliest'))
    await tools.tell('delete', topics('--delete'))
    tools.say('listed', linesWith(await tools.run({ tool: 'topics', args: ['--list'] }), TOPIC))
  },
}

export const javaGroupTools: Scenario = {
  name: 'java-tools-groups',
  async run(place) {
    const tools = new JavaTools(place)
    const topic = ['--topic', GROUPS_TOPIC]
    const groups = (...args: string[]) => ({ tool: 'groups', args: [...args, '--group', GROUPS_TOPIC] }) as const
    await tools.tell('create', { tool: 'topics', args: ['--create', '--partitions', '3', ...topic] })
    const input = Array.from({ length: 20 }, (_, at) => `key-${at}:value ${at}\n`).join('')
    const keyed = ['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:']
    await tools.tell('produce', { tool: 'produce', args: [...topic, ...keyed], input })
    const shown = ['key', 'partition', 'offset'].flatMap((one) => ['--formatter-property', `print.${one}=true`])
    const upTo = ['--from-beginning', '--max-messages', '20', '--group', GROUPS_TOPIC]
    tools.say('consume', sortedLines(await tools.run({ tool: 'consume', args: [...topic, ...upTo, ...shown] })))
    tools.say('describe', sortedLines(await tools.run(groups('--describe'))))
    const state = await tools.run(groups('--describe', '--state'))
    tools.say('state', state.replace(/\S+ +\(\d+\)/, 'COORDINATOR'))
    const listed = await tools.run({ tool: 'groups', args: ['--list', '--state'] })
    tools.say('list', linesWith(listed, GROUPS_TOPIC))
    tools.say('reset', sortedLines(await tools.run(groups('--reset-offsets', ...topic, '--to-earliest', '--execute'))))
    await tools.tell('delete offsets', groups('--delete-offsets', ...topic))
    await tools.tell('delete', groups('--delete'))
  },
}
