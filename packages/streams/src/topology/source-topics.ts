/** Which source reads which topic: a topic has one reader at most, since its records go one way. */
import { TopologyError } from './topology-error.ts'

interface Reader {
  readonly name: string
  readonly topics: readonly string[]
  readonly pattern: RegExp | null
}

export class SourceTopics {
  readonly #readers: Reader[] = []

  /** @throws TopologyError if another source reads one of the topics, or might */
  add(reader: Reader): void {
    for (const known of this.#readers) {
      const shared =
        known.topics.find((topic) => reads(reader, topic)) ?? reader.topics.find((topic) => reads(known, topic))
      if (shared !== undefined) {
        throw new TopologyError(
          'TOPIC_TAKEN',
          `topic ${shared} of source ${reader.name} is read by source ${known.name} already`,
        )
      }
    }
    const twice = reader.topics.find((topic, index) => reader.topics.indexOf(topic) !== index)
    if (twice !== undefined) throw new TopologyError('TOPIC_TAKEN', `source ${reader.name} names topic ${twice} twice`)
    this.#readers.push(reader)
  }
}

function reads({ topics, pattern }: Reader, topic: string): boolean {
  return pattern === null ? topics.includes(topic) : matchesWhole(pattern, topic)
}

/** Whether all of the topic's name is matched, as Java's patterns are. */
function matchesWhole(pattern: RegExp, topic: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).test(topic)
}
