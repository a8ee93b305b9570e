/** What those who read stores from outside are answered, and when they are refused. */
import test from 'ava'
import { windowed } from '../../record/windowed.ts'
import { long, string } from '../../serde.ts'
import type { KeyValueStore, ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { SessionStore } from '../contract/session-store.ts'
import type { StoreDefinition, StorePlace } from '../contract/store-definition.ts'
import type { VersionedStore } from '../contract/versioned-store.ts'
import type { WindowStore } from '../contract/window-store.ts'
import { keyValue, lru, session, timestampedKeyValue, timestampedWindow, versioned, window } from '../open/stores.ts'
import type { LocalStore } from './local-stores.ts'
import { QueryStage, type StageOptions } from './query-stage.contract.ts'
import { takeAll } from './scans.contract.ts'

const serdes = { key: string, value: string }
const times = { windowSize: 10, retention: 1000 }

/** A stage with a store of keys and values. */
async function keyValues(place: StorePlace, options: Omit<StageOptions, 'definition'> = {}, caching = false) {
  const definition = keyValue('rows', { ...serdes, place, caching })
  const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition, ...options })
  return { stage, definition, put: putter(stage) }
}

function putter(stage: QueryStage) {
  return (key: string, value: string | null) =>
    (stage.store as unknown as KeyValueStore<string, string>).put(key, value)
}

for (const cacheBytes of [null, 1_000_000]) {
  const form = cacheBytes === null ? 'without a cache' : 'with a cache'

  test(`on disk ${form} the committed view shows what the last commit has left, the latest what is there now`, async (t) => {
    const { stage, definition, put } = await keyValues('disk', { cacheBytes }, true)
    put('a', 'committed')
    put('gone', 'committed')
    stage.commit()
    put('a', 'newer')
    put('b', 'newer')
    put('gone', null)
    const committed = stage.queries.keyValue(definition, { view: 'committed' })
    const latest = stage.queries.keyValue(definition, { view: 'latest' })
    t.deepEqual(
      [await committed.get('a'), await committed.get('b'), await committed.get('gone')],
      ['committed', null, 'committed'],
    )
    t.deepEqual([await latest.get('a'), await latest.get('b'), await latest.get('gone')], ['newer', 'newer', null])
    const text = (rows: readonly { key: string; value: string }[]) =>
      rows.map(({ key, value }) => `${key}=${value}`).join(' ')
    t.is(text(await takeAll(stage, committed.all())), 'a=committed gone=committed')
    t.is(text(await takeAll(stage, latest.all('reverse'))), 'b=newer a=newer')
    stage.commit()
    t.is(text(await takeAll(stage, committed.all())), 'a=newer b=newer')
    await stage.close()
  })
}

test('after an aborted transaction both views show what was committed before it', async (t) => {
  const { stage, definition, put } = await keyValues('disk')
  put('a', 'committed')
  stage.commit()
  put('a', 'aborted')
  stage.drop()
  t.is(await stage.queries.keyValue(definition).get('a'), 'committed')
  t.is(await stage.queries.keyValue(definition, { view: 'committed' }).get('a'), 'committed')
  await stage.close()
})

test('a store in memory has one state, which both views show', async (t) => {
  const { stage, definition, put } = await keyValues('memory', { cacheBytes: 1000 }, true)
  put('a', 'now')
  t.is(await stage.queries.keyValue(definition, { view: 'committed' }).get('a'), 'now')
  t.is(await stage.queries.keyValue(definition, { view: 'latest' }).get('a'), 'now')
  await stage.close()
})

for (const place of ['disk', 'memory'] as const) {
  test(`${place}: values with their times are read with them or without`, async (t) => {
    const definition = timestampedKeyValue('rows', { key: string, value: long, place })
    const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
    const store = stage.store as unknown as KeyValueStore<string, ValueAndTimestamp<number>>
    store.put('a', { value: 1, timestamp: 7 })
    t.deepEqual(await stage.queries.timestampedKeyValue(definition).get('a'), { value: 1, timestamp: 7 })
    t.is(await stage.queries.keyValue(definition).get('a'), 1)
    t.deepEqual(await takeAll(stage, stage.queries.keyValue(definition).all()), [{ key: 'a', value: 1 }])
    t.is(await stage.queries.keyValue(definition).approximateNumEntries(), 1)
    await stage.close()
  })

  test(`${place}: windows are read by key, keys and time, with the times of their values or without`, async (t) => {
    const definition = timestampedWindow('rows', { key: string, value: long, place, ...times })
    const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
    const store = stage.store as unknown as WindowStore<string, ValueAndTimestamp<number>>
    store.put('a', { value: 1, timestamp: 7 }, 0)
    store.put('a', { value: 2, timestamp: 17 }, 10)
    store.put('b', { value: 3, timestamp: 18 }, 10)
    stage.commit()
    for (const view of ['latest', 'committed'] as const) {
      const timed = stage.queries.timestampedWindow(definition, { view })
      t.deepEqual(await timed.get('a', 10), { value: 2, timestamp: 17 })
      t.is(await timed.get('a', 20), null)
      const plain = stage.queries.window(definition, { view })
      t.deepEqual(await takeAll(stage, plain.fetch('a', { fromMs: 0, toMs: 100, order: 'reverse' })), [
        { startMs: 10, value: 2 },
        { startMs: 0, value: 1 },
      ])
      const all = await takeAll(stage, plain.fetchAll({ fromMs: 5, toMs: 100 }))
      t.deepEqual(
        all.map(({ key, value }) => [key.key, key.window.startMs, value]),
        [
          ['a', 10, 2],
          ['b', 10, 3],
        ],
      )
      t.is((await takeAll(stage, plain.fetchKeys({ from: 'b' }, { fromMs: 0, toMs: 100 }))).length, 1)
      t.is((await takeAll(stage, plain.all())).length, 3)
    }
    await stage.close()
  })

  test(`${place}: sessions are read by key and keys`, async (t) => {
    const definition = session('rows', { key: string, value: long, place, retention: 1000 })
    const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
    const store = stage.store as unknown as SessionStore<string, number>
    store.put(windowed('a', 0, 5), 1)
    store.put(windowed('b', 10, 15), 2)
    stage.commit()
    for (const view of ['latest', 'committed'] as const) {
      const reader = stage.queries.session(definition, { view })
      t.is(await reader.get('a', 0, 5), 1)
      t.is((await takeAll(stage, reader.fetch('a'))).length, 1)
      t.is((await takeAll(stage, reader.fetchKeys({ to: 'b' }))).length, 2)
      const late = { earliestEndMs: 6, latestStartMs: 100 }
      t.is((await takeAll(stage, reader.findSessions('a', late))).length, 0)
      t.deepEqual(
        (await takeAll(stage, reader.findSessionsOfKeys({}, late))).map(({ value }) => value),
        [2],
      )
    }
    await stage.close()
  })

  test(`${place}: versions are read as of now, as of then, and all of them`, async (t) => {
    const definition = versioned('rows', { key: string, value: long, place, historyRetention: 1000 })
    const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
    const store = stage.store as unknown as VersionedStore<string, number>
    store.put('a', 1, 0)
    store.put('a', 2, 10)
    stage.commit()
    for (const view of ['latest', 'committed'] as const) {
      const reader = stage.queries.versioned(definition, { view })
      t.deepEqual(await reader.get('a'), { value: 2, validFromMs: 10, validToMs: null })
      t.is((await reader.getAsOf('a', 5))?.value, 1)
      const rows = await takeAll(stage, reader.history('a', { fromMs: 0, toMs: 100, order: 'oldest-first' }))
      t.deepEqual(
        rows.map(({ value }) => value),
        [1, 2],
      )
    }
    await stage.close()
  })
}

test('what has expired by the last commit is not seen, what expires after it is in the committed view', async (t) => {
  const definition = window('rows', { ...serdes, ...times, segmentInterval: 100 })
  const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
  const store = stage.store as unknown as WindowStore<string, string>
  store.put('a', 'old', 0)
  stage.commit()
  store.put('a', 'new', 5000)
  const committed = stage.queries.window(definition, { view: 'committed' })
  const latest = stage.queries.window(definition, { view: 'latest' })
  t.deepEqual([await committed.get('a', 0), await latest.get('a', 0)], ['old', null])
  t.deepEqual(
    (await takeAll(stage, committed.all())).map(({ value }) => value),
    ['old'],
  )
  stage.commit()
  t.deepEqual([await committed.get('a', 0), await committed.get('a', 5000)], [null, 'new'])
  t.deepEqual(
    (await takeAll(stage, committed.all())).map(({ value }) => value),
    ['new'],
  )
  await stage.close()
})

test('looks from outside do not change what a cache writes out, nor when', async (t) => {
  const definition = keyValue('rows', { ...serdes, place: 'memory', caching: true })
  const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition, cacheBytes: 150 })
  const put = putter(stage)
  put('beneath', '1')
  stage.store.flush()
  for (let row = 0; row < 3; row++) put(`k${row}`, '1')
  const written = () => stage.task.changelog.map(({ key }) => key.toString())
  const before = written().length
  const reader = stage.queries.keyValue(definition)
  t.is((await takeAll(stage, reader.all())).length, 4)
  t.is(await reader.get('beneath'), '1')
  t.is(await reader.get('k0'), '1')
  t.is(written().length, before, 'a look has written out what the cache holds back')
  put('k3', '1')
  t.deepEqual(written().slice(before), ['k0', 'k1', 'k2', 'k3'])
})

test('looks from outside are no use of a row to a store that forgets those that are not used', async (t) => {
  const definition = lru('rows', { ...serdes, entriesMax: 2 })
  const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
  const put = putter(stage)
  put('a', '1')
  put('b', '1')
  const reader = stage.queries.keyValue(definition)
  t.is(await reader.get('a'), '1')
  put('c', '1')
  t.deepEqual(
    (await takeAll(stage, reader.all())).map(({ key }) => key),
    ['b', 'c'],
  )
})

test('a reader that leaves its loop, and one that disposes of its rows, has nothing more', async (t) => {
  const { stage, definition, put } = await keyValues('disk')
  for (let row = 0; row < 200; row++) put(`k${row}`, 'v')
  stage.commit()
  const rows = stage.queries.keyValue(definition).all()
  const first = rows.next()
  await stage.clock.turn()
  t.false((await first).done)
  await rows.return()
  t.true((await rows.next()).done)
  t.is(stage.openWalks, 0)
  {
    await using disposed = stage.queries.keyValue(definition).all()
    t.is(disposed[Symbol.asyncIterator](), disposed)
  }
  t.false(stage.clock.isAwaited)
  await stage.close()
})

test('an abort ends the rows with its reason, once', async (t) => {
  const { stage, definition, put } = await keyValues('disk')
  for (let row = 0; row < 200; row++) put(`k${row}`, 'v')
  stage.commit()
  const abort = new AbortController()
  const rows = stage.queries.keyValue(definition).all('forward', { signal: abort.signal })
  const first = rows.next()
  await stage.clock.turn()
  await first
  abort.abort(new Error('enough'))
  await t.throwsAsync(rows.next(), { message: 'enough' })
  t.true((await rows.next()).done)
  await stage.close()
})

test('rows that were found before an error are handed out before it', async (t) => {
  const picky = { ...string, deserialize: (bytes: Buffer) => failsOn(bytes, 'k1') }
  const definition = keyValue('rows', { key: picky, value: string, place: 'memory' })
  const stage = await QueryStage.open({ definition: definition as unknown as StoreDefinition })
  const put = putter(stage)
  put('k0', 'v')
  put('k1', 'v')
  const rows = stage.queries.keyValue(definition).all()
  const first = rows.next()
  await stage.clock.turn()
  t.is((await first).value?.key, 'k0')
  await t.throwsAsync(rows.next(), { message: 'no k1' })
  t.true((await rows.next()).done)
  await stage.close()
})

function failsOn(bytes: Buffer, text: string): string {
  if (bytes.toString() === text) throw new Error(`no ${text}`)
  return bytes.toString()
}

test('several partitions are read one after the other, and a key is found in whichever has it', async (t) => {
  const { stage, definition, put } = await keyValues('memory')
  const other = await keyValues('memory')
  put('b', 'of 0')
  other.put('a', 'of 1')
  other.put('c', 'of 1')
  stage.local = [at(other.stage.local, 1), ...stage.local]
  const reader = stage.queries.keyValue(definition)
  t.deepEqual(
    (await takeAll(stage, reader.all())).map(({ key }) => key),
    ['b', 'a', 'c'],
  )
  t.deepEqual([await reader.get('a'), await reader.get('b'), await reader.get('x')], ['of 1', 'of 0', null])
  t.is(await reader.approximateNumEntries(), 3)
  const one = stage.queries.keyValue(definition, { partitions: [1] })
  t.deepEqual(
    (await takeAll(stage, one.all())).map(({ key }) => key),
    ['a', 'c'],
  )
  t.is(await one.get('b'), null)
  await t.throwsAsync(stage.queries.keyValue(definition, { partitions: [1, 2] }).get('a'), {
    code: 'NOT_HERE',
    message: 'store rows: partition 2 is not with this instance, here are 1, 0: ask the instance that has it',
  })
})

function at(
  [local]: readonly LocalStore[],
  partition: number,
  condition: LocalStore['condition'] = 'running',
): LocalStore {
  const { store, committed, positionOf } = local as LocalStore
  return { store, committed, positionOf, partition, condition }
}

test('standbys and stores that are being restored are read by those only who do not mind', async (t) => {
  const { stage, definition, put } = await keyValues('memory')
  put('a', 'v')
  const reader = stage.queries.keyValue(definition)
  const stale = stage.queries.keyValue(definition, { stale: true })
  stage.condition = 'restoring'
  await t.throwsAsync(reader.get('a'), {
    code: 'NOT_READY',
    message: /partition 0 is expected to be running, found restoring: ask again, or with stale: true/,
  })
  t.is(await stale.get('a'), 'v')
  stage.condition = 'standby'
  await t.throwsAsync(reader.get('a'), { code: 'NOT_HERE' })
  await t.throwsAsync(stage.queries.keyValue(definition, { partitions: [0] }).get('a'), { code: 'NOT_READY' })
  t.is(await stale.get('a'), 'v')
  stage.local = [...stage.local, at(stage.local, 0, 'running')]
  t.is((await takeAll(stage, stale.all())).length, 1, 'a partition is read once')
})

test('a reader finds a store again that was closed and is back', async (t) => {
  const { stage, definition, put } = await keyValues('disk')
  put('a', 'v')
  stage.commit()
  const reader = stage.queries.keyValue(definition)
  stage.store.close()
  await t.throwsAsync(reader.get('a'), { code: 'MOVED' })
  stage.drop()
  t.is(await reader.get('a'), 'v')
  stage.local = []
  t.throws(() => reader.all(), { code: 'NOT_HERE', message: /none of its partitions is with this instance/ })
  await stage.close()
})

test('who asks for at least a position is refused what is older', async (t) => {
  const { stage, definition, put } = await keyValues('memory')
  put('a', 'v')
  stage.position = { words: { 0: 5 } }
  const atLeast = (offset: number, partition = 0) =>
    stage.queries.keyValue(definition, { atLeast: { words: { [partition]: offset } } })
  t.is(await atLeast(5).get('a'), 'v')
  t.is(await atLeast(99, 1).get('a'), 'v', 'other partitions are the business of others')
  const refused = await t.throwsAsync(atLeast(6).get('a'), {
    code: 'BEHIND',
    message: 'store rows: partition 0 is expected to be at {"words":{"0":6}}, found {"words":{"0":5}}: ask again',
  })
  t.like(refused, { retriable: true })
  t.deepEqual(stage.queries.keyValue(definition).position, stage.position)
  t.deepEqual(stage.queries.keyValue(definition).all().position, stage.position)
})

test('who asks for a store that is not there, or is something else, is told what is', async (t) => {
  const { stage, definition } = await keyValues('memory')
  const unknown = t.throws(() => stage.queries.keyValue('other'), {
    code: 'UNKNOWN_STORE',
    message: /^store other: no processor of the topology uses such a store; there are: rows$/,
  })
  t.like(unknown, { retriable: false })
  t.throws(() => stage.queries.session(definition.name), {
    code: 'WRONG_KIND',
    message: 'store rows: is a key-value store, and session was asked for: ask for it by keyValue',
  })
  t.throws(() => stage.queries.timestampedKeyValue('rows'), { code: 'WRONG_KIND' })
  t.throws(() => stage.queries.keyValue({ queryableStoreName: null }), {
    code: 'UNKNOWN_STORE',
    message: /a table has a store of its own if it is given a name for it/,
  })
})

test('however many read, only one of them has a turn at a time', async (t) => {
  const { stage, definition, put } = await keyValues('memory')
  for (let row = 0; row < 100; row++) put(`k${row}`, 'v')
  // The first who reads rows in memory has them put into order.
  await takeAll(stage, stage.queries.keyValue(definition).all())
  const seen = [0, 0, 0]
  const reading = seen.map(async (_, reader) => {
    for await (const _row of stage.queries.keyValue(definition).all()) seen[reader] = (seen[reader] as number) + 1
  })
  await stage.clock.turn()
  t.deepEqual(
    seen.map((count) => count > 0),
    [true, false, false],
  )
  while (stage.clock.isAwaited) await stage.clock.turn()
  await Promise.all(reading)
  t.deepEqual(seen, [100, 100, 100])
})
