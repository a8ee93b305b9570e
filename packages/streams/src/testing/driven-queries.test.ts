/** Stores of driven topologies, read from outside while records are processed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { StreamsBuilder, topic, tumbling } from '../index.ts'
import { long, string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const words = topic('words', { key: string, value: string })
const users = topic('users', { key: string, value: long })

function topology() {
  const builder = new StreamsBuilder()
  const counts = builder.stream(words).groupByKey().count({ store: 'counts' })
  const perMinute = builder
    .stream(words)
    .groupByKey()
    .windowedBy(tumbling('1m'))
    .count({ store: 'per-minute', retention: '1d' })
  const everywhere = builder.globalTable(users, { store: 'users' })
  return { topology: builder.build(), counts, perMinute, everywhere }
}

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const taken: Row[] = []
  for await (const row of rows) taken.push(row)
  return taken
}

test('on disk the committed view follows the commits, and a driver that is opened again shows it at once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-queries-'))
  const { topology: built, counts, perMinute, everywhere } = topology()
  {
    await using driver = await TestDriver.onDisk(built, folder, { commitInterval: '30s' })
    const committed = driver.queries.keyValue(counts, { view: 'committed' })
    const latest = driver.queries.keyValue(counts)
    const windows = driver.queries.window(perMinute, { view: 'committed' })
    for (let round = 1; round <= 3; round++) {
      for (const key of ['a', 'b']) driver.input(words).send(key, 'x', { timestamp: round * 60_000 })
      t.deepEqual([await committed.get('a'), await latest.get('a')], [round === 1 ? null : round - 1, round])
      t.is((await all(windows.all())).length, 2 * (round - 1))
      t.deepEqual(committed.position, round === 1 ? {} : { words: { 0: 2 * round - 3 } })
      t.deepEqual(latest.position, { words: { 0: 2 * round - 1 } })
      driver.commit()
      t.is(await committed.get('a'), round)
      t.is((await all(windows.all())).length, 2 * round)
    }
    driver.input(users).send('ann', 7)
    t.is(await driver.queries.keyValue(everywhere, { view: 'committed' }).get('ann'), 7)
    driver.input(words).send('lost', 'x')
  }
  const again = topology()
  await using driver = await TestDriver.onDisk(again.topology, folder)
  for (const view of ['committed', 'latest'] as const) {
    const rows = await all(driver.queries.keyValue(again.counts, { view }).all())
    t.deepEqual(rows, [
      { key: 'a', value: 3 },
      { key: 'b', value: 3 },
    ])
  }
  t.teardown(() => rmSync(folder, { recursive: true }))
})

test('ten thousand rows come in order while each turn of their reader is followed by more records', async (t) => {
  const { topology: built, counts } = topology()
  using driver = new TestDriver(built, { config: { cacheMaxBytes: 50_000 }, commitInterval: '30s' })
  const keyOf = (row: number) => `k${String(row).padStart(5, '0')}`
  for (let row = 0; row < 10_000; row += 1) driver.input(words).send(keyOf(row), 'x')
  let processed = 0
  const timer = setInterval(() => driver.input(words).send(keyOf((processed++ * 7919) % 10_000), 'x'), 0)
  const rows = await all(driver.queries.keyValue(counts).all())
  clearInterval(timer)
  t.deepEqual(
    rows.map(({ key }) => key),
    Array.from({ length: 10_000 }, (_, row) => keyOf(row)),
  )
})

test('a store whose driver was closed has moved', async (t) => {
  const { topology: built, counts } = topology()
  const driver = new TestDriver(built)
  driver.input(words).send('a', 'x')
  const { queries } = driver
  driver.close()
  await t.throwsAsync(queries.keyValue(counts).get('a'), { code: 'MOVED' })
})
