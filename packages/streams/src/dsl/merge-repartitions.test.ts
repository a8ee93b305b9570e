/** What the optimization merge.repartition.topics makes of a topology. */
import test from 'ava'
import { string } from '../serde/text.ts'
import { topic } from '../topology/topic.ts'
import { tumbling } from '../windows/windows.ts'
import { StreamsBuilder } from './streams-builder.ts'

const words = topic('words', { key: string, value: string })

function twoCounts(): StreamsBuilder {
  const builder = new StreamsBuilder()
  const grouped = builder
    .stream(words)
    .selectKey((word) => word)
    .peek(() => {}, { name: 'seen' })
    .groupByKey({ key: string, value: string })
  grouped.windowedBy(tumbling('1m')).count({ store: 'by-minute' })
  grouped.windowedBy(tumbling('1h')).count({ store: 'by-hour' })
  return builder
}

test('two groupings on one line behind a change of the key share a topic, and the line moves behind it once', (t) => {
  t.is(twoCounts().build().repartitionTopics.size, 2)
  const optimized = twoCounts().build({ optimization: 'all' })
  t.deepEqual([...optimized.repartitionTopics.keys()], ['by-minute-repartition'])
  t.like(optimized.nodes.get('seen'), { parents: ['by-minute-repartition-source'] })
})
