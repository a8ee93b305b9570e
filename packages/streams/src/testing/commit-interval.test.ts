import test from 'ava'
import { StreamsBuilder, type Topology, topic } from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const words = topic('words', { key: string, value: string })
const latest = topic('latest', { key: string, value: string })

test('without a commit interval each update of a table is told', (t) => {
  using driver = new TestDriver(tableOfWords())
  driver.input(words).sendAll([
    ['a', 'one'],
    ['a', 'two'],
  ])
  t.deepEqual(driver.output(latest).readValues(), ['one', 'two'])
})

test('with a commit interval a cache holds updates back until it is over', (t) => {
  using driver = new TestDriver(tableOfWords(), { commitInterval: '30s' })
  const input = driver.input(words)
  const output = driver.output(latest)
  input.sendAll([
    ['a', 'one'],
    ['b', 'other'],
    ['a', 'two'],
  ])
  driver.advanceWallClock('29s')
  t.deepEqual(output.readValues(), [])
  driver.advanceWallClock('1s')
  t.deepEqual(output.readValues(), ['other', 'two'])
  input.send('a', 'three')
  t.deepEqual(output.readValues(), [])
  driver.commit()
  t.deepEqual(output.readValues(), ['three'])
})

test('with a commit interval a table without a cache still tells each update', (t) => {
  using driver = new TestDriver(tableOfWords(), { commitInterval: '30s', config: { cacheMaxBytes: 0 } })
  driver.input(words).sendAll([
    ['a', 'one'],
    ['a', 'two'],
  ])
  t.deepEqual(driver.output(latest).readValues(), ['one', 'two'])
})

test('a processor that asks for a commit gets it after its record', (t) => {
  const builder = new StreamsBuilder()
  builder.table(words, { store: 'words' }).toStream().to(latest)
  builder.stream(topic('ticks', { key: string, value: string })).process(() => {
    let ask = () => {}
    return {
      init: (context) => {
        ask = () => context.commit()
      },
      process: () => ask(),
    }
  })
  using driver = new TestDriver(builder.build(), { commitInterval: '30s' })
  driver.input(words).send('a', 'one')
  t.deepEqual(driver.output(latest).readValues(), [])
  driver.input(topic('ticks', { key: string, value: string })).send('t', 'now')
  t.deepEqual(driver.output(latest).readValues(), ['one'])
})

function tableOfWords(): Topology {
  const builder = new StreamsBuilder()
  builder.table(words, { store: 'words' }).toStream().to(latest)
  return builder.build()
}
