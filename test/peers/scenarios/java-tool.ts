/** Runs Apache Kafka's command line tools against a broker, and tells what they print in lines that are always the same. */
import { runJava } from '@millrace/test-kafka/java.ts'
import type { Place } from '../scenario.ts'

const PACKAGE = 'org.apache.kafka.tools'

const tools = {
  topics: `${PACKAGE}.TopicCommand`,
  groups: `${PACKAGE}.consumer.group.ConsumerGroupCommand`,
  configs: 'kafka.admin.ConfigCommand',
  offsets: `${PACKAGE}.GetOffsetShell`,
  directories: `${PACKAGE}.LogDirsCommand`,
  produce: `${PACKAGE}.ConsoleProducer`,
  consume: `${PACKAGE}.consumer.ConsoleConsumer`,
  performance: `${PACKAGE}.ProducerPerformance`,
} as const

interface Run {
  readonly tool: keyof typeof tools
  readonly args: readonly string[]
  readonly input?: string
}

export class JavaTools {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  async run({ tool, args, input = '' }: Run): Promise<string> {
    const { stdout } = await runJava(tools[tool], ['--bootstrap-server', this.#place.address, ...args], { input })
    return stdout
  }

  /** Runs a tool and tells all that it printed. */
  async tell(what: string, run: Run): Promise<void> {
    this.say(what, await this.run(run))
  }

  say(what: string, text: string): void {
    const { address, say } = this.#place
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    for (const line of lines) say(`${what}: ${line.replaceAll(address, 'BROKER').replaceAll(/\s+/g, ' ').trim()}`)
  }
}

export function sortedLines(text: string): string {
  return text.split('\n').sort().join('\n')
}

export function linesWith(text: string, start: string): string {
  const lines = text.split('\n')
  return lines.filter((line) => line.split(' ')[0] === start).join('\n')
}
