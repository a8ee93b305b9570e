import test from 'ava'
import fc from 'fast-check'
import { StreamsBuilder, type Topology, topic } from '../../index.ts'
import { long, string } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

/** Users by name; the value is their region. */
const users = topic('users', { key: string, value: string })
const counts = topic('counts', { key: string, value: long })
const texts = topic('texts', { key: string, value: string })

function byRegion(): Topology {
  const builder = new StreamsBuilder()
  const grouped = builder.table(users).groupBy((region, user) => [region, user], { key: string, value: string })
  grouped.count({ store: 'counted' }).toStream().to(counts)
  return builder.build()
}

function readCounts(driver: TestDriver): string[] {
  return driver
    .output(counts)
    .readAll()
    .map(({ key, value }) => `${key}=${value}`)
}

test('a row that moves is taken out of its old group first, and then put into its new one', (t) => {
  using driver = new TestDriver(byRegion())
  driver.input(users).send('ann', 'north', { timestamp: 1 })
  driver.input(users).send('bob', 'north', { timestamp: 2 })
  driver.input(users).send('ann', 'south', { timestamp: 3 })
  t.deepEqual(readCounts(driver), ['north=1', 'north=2', 'north=1', 'south=1'])
})

test('a group that has lost all its rows has a count of 0, and is not deleted', (t) => {
  using driver = new TestDriver(byRegion())
  driver.input(users).send('ann', 'north', { timestamp: 1 })
  driver.input(users).send('ann', null, { timestamp: 2 })
  t.deepEqual(readCounts(driver), ['north=1', 'north=0'])
})

test('a row that changes within its group is one record, with its new value and its old one', (t) => {
  const builder = new StreamsBuilder()
  builder
    .table(users)
    .groupBy((region) => ['all', region], { key: string, value: string, name: 'regions' })
    .aggregate(
      () => '',
      { add: (all, region) => `${all}+${region}`, subtract: (all, region) => `${all}-${region}` },
      { value: string },
    )
    .toStream()
    .to(texts)
  using driver = new TestDriver(builder.build())
  driver.input(users).send('ann', 'n', { timestamp: 1 })
  driver.input(users).send('ann', 's', { timestamp: 2 })
  t.deepEqual(driver.output(texts).readValues(), ['+n', '+n-n+s'])
  const bytes = driver.produced('test-regions-repartition').map(({ value }) => value?.toString('hex'))
  t.deepEqual(bytes, ['6e01', '02736e02'])
})

test('half a change whose key or value is null is left out', (t) => {
  const builder = new StreamsBuilder()
  const select = (region: string) => [region === 'none' ? null : region, region] as [string, string]
  const grouped = builder.table(users).groupBy(select, { key: string, value: string })
  grouped.count().toStream().to(counts)
  using driver = new TestDriver(builder.build())
  driver.input(users).send('ann', 'none', { timestamp: 1 })
  driver.input(users).send('ann', 'north', { timestamp: 2 })
  driver.input(users).send('ann', 'none', { timestamp: 3 })
  t.deepEqual(readCounts(driver), ['north=1', 'north=0'])
})

test('keys that are objects are the same if their bytes are', (t) => {
  const builder = new StreamsBuilder()
  const regionName = {
    serialize: ({ name }: { name: string }) => Buffer.from(name),
    deserialize: (bytes: Buffer) => ({ name: bytes.toString() }),
  }
  builder
    .table(users)
    .groupBy((region) => [{ name: 'all' }, region], { key: regionName, value: string, name: 'regions' })
    .count()
  using driver = new TestDriver(builder.build())
  driver.input(users).send('ann', 'n', { timestamp: 1 })
  driver.input(users).send('ann', 's', { timestamp: 2 })
  t.is(driver.produced('test-regions-repartition').length, 2)
})

test('whatever happens to the rows, groups end with as many as are in them', (t) => {
  const update = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.constantFrom('n', 's', 'w')))
  fc.assert(
    fc.property(fc.array(update, { maxLength: 40 }), fc.boolean(), (updates, isCached) => {
      using driver = new TestDriver(byRegion(), {
        commitInterval: '1h',
        ...(isCached ? {} : { config: { cacheMaxBytes: 0 } }),
      })
      const rows = new Map<string, string>()
      for (const [user, region] of updates) {
        driver.input(users).send(user, region, { timestamp: 1 })
        if (region === null) rows.delete(user)
        else rows.set(user, region)
      }
      driver.commit()
      driver.commit()
      const found = driver.output(counts).readTable()
      for (const region of ['n', 's', 'w']) {
        const expected = [...rows.values()].filter((other) => other === region).length
        t.is(found.get(region) ?? 0, expected)
      }
    }),
    { numRuns: 60 },
  )
})
