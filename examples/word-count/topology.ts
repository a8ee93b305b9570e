/** Counts words: how often each one was said so far, told each time that it is said. */
import { StreamsBuilder, type Topology, topic } from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'

export const lines = topic('lines', { key: string, value: string })
export const counts = topic('word-counts', { key: string, value: long })

export function wordCount(): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream(lines)
    .flatMapValues((line) => line.toLowerCase().split(/\W+/))
    .filter((word) => word !== '')
    .groupBy((word) => word, { name: 'by-word', key: string, value: string })
    .count({ store: 'count-by-word' })
    .toStream()
    .to(counts)
  return builder.build()
}
