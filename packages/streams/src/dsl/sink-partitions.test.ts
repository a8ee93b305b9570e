/** Which partitioner a stream's sink gets. */
import test from 'ava'
import { long } from '../serde/number.ts'
import { string } from '../serde/text.ts'
import { timeWindowed } from '../serde/windowed.ts'
import { topic } from '../topology/topic.ts'
import { StreamsBuilder } from './streams-builder.ts'

test('a stream with windowed keys is written by their inner keys, unless it is told otherwise', (t) => {
  const builder = new StreamsBuilder()
  const counts = topic('counts', { key: timeWindowed(string, '1m'), value: long })
  const windows = builder.stream(counts)
  windows.to(topic('counts-2', counts))
  windows.to(topic('counts-3', counts), { partitioner: () => 0 })
  builder.stream(topic('plain', { key: string, value: long })).to(topic('plain-2', { key: string, value: long }))
  const sinks = [...builder.build().nodes.values()].filter((node) => node.kind === 'sink')
  t.deepEqual(
    sinks.map(({ partitioner }) => (typeof partitioner === 'function' ? 'function' : partitioner)),
    ['inner-key', 'function', null],
  )
})
