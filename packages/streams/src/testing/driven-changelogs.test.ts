import test from 'ava'
import { StreamsBuilder, topic } from '../index.ts'
import { long, string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const words = topic('words', { key: string, value: string })
const counts = topic('counts', { key: string, value: long })

function counting() {
  const builder = new StreamsBuilder()
  builder.stream(words).groupByKey().count({ store: 'counts' }).toStream().to(counts)
  return builder.build()
}

test('a driver goes on from what another one has written to changelogs', (t) => {
  using before = new TestDriver(counting())
  for (const word of ['a', 'b', 'a']) before.input(words).send(word, '')
  const changelog = 'test-counts-changelog'
  const changelogs = new Map([[changelog, before.produced(changelog)]])
  using after = new TestDriver(counting(), { changelogs })
  after.input(words).send('a', '')
  t.deepEqual(
    after
      .output(counts)
      .readAll()
      .map(({ key, value }) => `${key}=${value}`),
    ['a=3'],
  )
})

test('a store whose changelog is not among them begins with nothing', (t) => {
  using driver = new TestDriver(counting(), { changelogs: new Map() })
  driver.input(words).send('a', '')
  t.is(driver.output(counts).readAll().length, 1)
})
