import test from 'ava'
import { StreamsBuilder, topic } from '../index.ts'
import { long, string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const words = topic('words', { key: string, value: string })
const lengths = topic('lengths', { key: string, value: long })

test('records go from their topic through the operators to another topic', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .filter((word) => word.length > 2)
    .mapValues((word) => word.length)
    .to(lengths)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'one', { timestamp: 5 })
  driver.input(words).send('b', 'no', { timestamp: 6 })
  driver.input(words).send('c', 'three', { timestamp: 7 })
  t.deepEqual(
    driver
      .output(lengths)
      .readAll()
      .map(({ key, value, timestamp }) => [key, value, timestamp]),
    [
      ['a', 3, 5],
      ['c', 5, 7],
    ],
  )
})

test('what is not read by the topology cannot be piped in', (t) => {
  using driver = new TestDriver(new StreamsBuilder().build())
  t.throws(() => driver.input(words).send('a', 'one'), { message: /topic words is not read/ })
})

test("the description is Java's text", (t) => {
  const builder = new StreamsBuilder()
  builder.table(words).toStream().to(words)
  t.is(
    String(builder.build().describe()),
    [
      'Topologies:',
      '   Sub-topology: 0',
      '    Source: KSTREAM-SOURCE-0000000001 (topics: [words])',
      '      --> KTABLE-SOURCE-0000000002',
      '    Processor: KTABLE-SOURCE-0000000002 (stores: [])',
      '      --> KTABLE-TOSTREAM-0000000003',
      '      <-- KSTREAM-SOURCE-0000000001',
      '    Processor: KTABLE-TOSTREAM-0000000003 (stores: [])',
      '      --> KSTREAM-SINK-0000000004',
      '      <-- KTABLE-SOURCE-0000000002',
      '    Sink: KSTREAM-SINK-0000000004 (topic: words)',
      '      <-- KTABLE-TOSTREAM-0000000003',
      '',
      '',
    ].join('\n'),
  )
})
