/** Tasks' stores in memory, restored from changelogs that a test writes. */
import { ManualClock, silentLogger } from '@millrace/core/testing'
import test from 'ava'
import type { RestorePlace, RestoreStep } from '../../store/contract/restore-place.ts'
import type { StateStore } from '../../store/contract/state-store.ts'
import { RestoredStore } from '../../store/restore/restored-store.ts'
import type { RestoreEvent, RestoreKind } from './restore-event.ts'
import { Restorer } from './restorer.ts'
import { ScriptedChangelogs } from './scripted-changelogs.contract.ts'

/** A disk of one store: what it has outlives the task. */
class Disk implements RestorePlace {
  readonly rows = new Map<string, string>()
  readonly offsets = new Map<string, number>()

  offsetOf(changelog: string): number | null {
    return this.offsets.get(changelog) ?? null
  }

  restore({ changelog, fill }: RestoreStep): void {
    this.offsets.set(changelog, fill())
  }

  commit(offsets: ReadonlyMap<string, number>): void {
    for (const [changelog, offset] of offsets) this.offsets.set(changelog, offset)
  }

  empty(_store: string, changelogs: Iterable<string>): void {
    this.rows.clear()
    for (const changelog of changelogs) this.offsets.delete(changelog)
  }

  /** All that it has, in a line. */
  get text(): string {
    return [...this.rows].map(([key, value]) => `${key}=${value}`).join(' ')
  }
}

interface StoreWish {
  readonly topic: string
  readonly disk: Disk
  readonly isSource?: boolean
  readonly partitions?: readonly number[]
}

function storeOn({ topic, disk, isSource = false, partitions = [0] }: StoreWish): RestoredStore {
  const store = { name: `${topic}-store`, isPersistent: true, close: () => {} } as unknown as StateStore
  const take = (record: { key(): Buffer | null; value(): Buffer | null }) => {
    const value = record.value()
    if (value === null) disk.rows.delete(String(record.key()))
    else disk.rows.set(String(record.key()), String(value))
  }
  const changelogs = partitions.map((partition) => ({ name: `${topic}-${partition}`, topic, partition, isSource }))
  return new RestoredStore({
    store,
    restoreOf: () => ({ take, readsRows: false }),
    reopen: () => {},
    place: disk,
    changelogs,
  })
}

function ground() {
  const source = new ScriptedChangelogs()
  const clock = new ManualClock()
  const events: RestoreEvent[] = []
  const warnings: string[] = []
  const logger = { ...silentLogger, warn: (_fields: unknown, message: string) => void warnings.push(message) }
  const restorer = new Restorer({ source, clock, logger, onEvent: (event) => void events.push(event) })
  const add = (taskId: string, kind: RestoreKind, wish: StoreWish) =>
    restorer.add({ taskId, kind, stores: [storeOn(wish)] })
  const phases = () => events.map(({ phase, topic }) => `${topic}: ${phase}`)
  return { source, clock, events, warnings, restorer, add, phases }
}

async function run(restorer: Restorer): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await restorer.prepare()
    restorer.work(5)
  }
}

test('a store is restored from the start of its changelog to the end, and tells of both', async (t) => {
  const { source, restorer, add, events } = ground()
  const disk = new Disk()
  for (const [key, value] of ['a1', 'b1', 'a2', 'c1', 'b2'] as const)
    source.log('log').write(key as string, value as string)
  source.log('log').write('c', null)
  source.log('log').mark()
  add('0_0', 'active', { topic: 'log', disk })
  t.false(restorer.isRestored('0_0'))
  await run(restorer)
  t.true(restorer.isRestored('0_0'))
  t.true(restorer.isDone)
  t.is(disk.text, 'a=2 b=2')
  // Behind what nobody is shown, so that the next start has nothing to read.
  t.is(disk.offsetOf('log-0'), 7)
  const facts = { taskId: '0_0', kind: 'active', store: 'log-store', topic: 'log', partition: 0 }
  t.deepEqual(events as unknown[], [
    { ...facts, phase: 'start', startOffset: 0, endOffset: 7 },
    { ...facts, phase: 'end', records: 6, durationMs: 0 },
  ])
})

test('what the disk has is not read again', async (t) => {
  const { source, restorer, add } = ground()
  const disk = new Disk()
  disk.offsets.set('log-0', 2)
  for (const key of ['a', 'b', 'c']) source.log('log').write(key, '1')
  add('0_0', 'active', { topic: 'log', disk })
  await run(restorer)
  t.is(disk.text, 'c=1')
  t.deepEqual(source.calls, ['read log-0 from 2'])
})

test('a store that has everything, and one whose changelog is empty, need no reading', async (t) => {
  const { source, restorer, add, phases } = ground()
  const disk = new Disk()
  disk.offsets.set('full-0', 1)
  source.log('full').write('a', '1')
  add('0_0', 'active', { topic: 'full', disk })
  add('0_1', 'active', { topic: 'empty', disk: new Disk() })
  await restorer.prepare()
  t.true(restorer.isDone)
  t.deepEqual(source.calls, [])
  t.deepEqual(phases(), ['full: start', 'full: end', 'empty: start', 'empty: end'])
})

for (const [title, offset] of [
  ['whose next record has been deleted', 1],
  ['that is ahead of a changelog that was cut or made anew', 9],
] as const) {
  test(`a store ${title} is emptied and restored from the start, and that is logged`, async (t) => {
    const { source, restorer, add, warnings } = ground()
    const disk = new Disk()
    disk.rows.set('old', '1')
    disk.offsets.set('log-0', offset)
    for (const key of ['a', 'b', 'c', 'd']) source.log('log').write(key, '1')
    source.log('log').deleteBefore(2)
    add('0_0', 'active', { topic: 'log', disk })
    await run(restorer)
    t.is(disk.text, 'c=1 d=1')
    t.true(restorer.isDone)
    t.regex(warnings.join(), /emptied and restored from the start: the changelog goes from 2 to 4/)
  })
}

test('a store is emptied when its changelog loses the next record while it is read; so are its other partitions', async (t) => {
  const { source, restorer, add, phases } = ground()
  const disk = new Disk()
  for (const partition of [0, 1]) {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) source.log('log', partition).write(`${key}${partition}`, '1')
  }
  add('0_0', 'active', { topic: 'log', disk, partitions: [0, 1] })
  await restorer.prepare()
  restorer.work(5)
  t.is(disk.rows.size, 6)
  source.log('log', 0).deleteBefore(6)
  await run(restorer)
  t.is([...disk.rows.keys()].sort().join(), 'a1,b1,c1,d1,e1,f1,g0,g1')
  t.deepEqual(phases().filter((phase) => phase.endsWith('suspended')).length, 2)
  t.true(restorer.isDone)
})

test('a topic that the application reads is restored up to where it goes on, not further', async (t) => {
  const { source, restorer, add } = ground()
  const disk = new Disk()
  for (const key of ['a', 'b', 'c', 'd', 'e']) source.log('input').write(key, '1')
  source.log('input').committed = 2
  add('0_0', 'active', { topic: 'input', disk, isSource: true })
  await run(restorer)
  t.is(disk.text, 'a=1 b=1')
  t.is(disk.offsetOf('input-0'), 2)
})

test('a topic that the application reads and has committed nothing of is not restored at all', async (t) => {
  const { source, restorer, add } = ground()
  const disk = new Disk()
  source.log('input').write('a', '1')
  add('0_0', 'active', { topic: 'input', disk, isSource: true })
  await run(restorer)
  t.true(restorer.isDone)
  t.is(disk.text, '')
})

test('a standby follows for ever, and knows how far it is behind', async (t) => {
  const { source, restorer, add } = ground()
  const disk = new Disk()
  source.log('log').write('a', '1')
  add('0_0', 'standby', { topic: 'log', disk })
  t.is(restorer.lags('0_0').get('log'), null)
  await run(restorer)
  t.true(restorer.isDone)
  t.false(restorer.isRestored('0_0'))
  for (const value of ['2', '3', '4', '5']) source.log('log').write('a', value)
  t.is(restorer.lags('0_0').get('log'), 4)
  restorer.work(5)
  t.is(restorer.lags('0_0').get('log'), 1)
  restorer.work(5)
  t.is(disk.text, 'a=5')
  t.is(restorer.lags('0_0').get('log'), 0)
})

test('a standby of a topic that the application reads follows as it commits', async (t) => {
  const { source, clock, restorer, add } = ground()
  const disk = new Disk()
  const log = source.log('input')
  for (const key of ['a', 'b', 'c', 'd', 'e']) log.write(key, '1')
  log.committed = 1
  add('0_0', 'standby', { topic: 'input', disk, isSource: true })
  await run(restorer)
  t.is(disk.text, 'a=1')
  log.committed = 4
  await run(restorer)
  t.is(disk.text, 'a=1')
  clock.advance(1_000)
  await run(restorer)
  t.is(disk.text, 'a=1 b=1 c=1 d=1')
})

test('a standby that is to run goes on where it is, up to the end of that moment', async (t) => {
  const { source, restorer, add, events } = ground()
  const disk = new Disk()
  source.log('log').write('a', '1')
  add('0_0', 'standby', { topic: 'log', disk })
  await run(restorer)
  source.log('log').write('b', '1')
  restorer.promote('0_0')
  t.false(restorer.isDone)
  await run(restorer)
  t.true(restorer.isRestored('0_0'))
  t.is(disk.text, 'a=1 b=1')
  t.deepEqual(source.calls, ['read log-0 from 0', 'read log-0 from 1'])
  t.deepEqual(
    events.map(({ kind, phase }) => `${kind} ${phase}`),
    ['standby start', 'standby suspended', 'active start', 'active end'],
  )
})

test('standbys rest as long as a task is restored that is to run', async (t) => {
  const { source, restorer, add } = ground()
  const [followed, wanted] = [new Disk(), new Disk()]
  add('0_0', 'standby', { topic: 'followed', disk: followed })
  await run(restorer)
  source.log('followed').write('a', '1')
  for (const key of ['a', 'b', 'c', 'd', 'e']) source.log('wanted').write(key, '1')
  add('0_1', 'active', { topic: 'wanted', disk: wanted })
  await restorer.prepare()
  restorer.work(5)
  t.is(followed.text, '')
  t.is(wanted.rows.size, 3)
  await run(restorer)
  t.is(wanted.rows.size, 5)
  t.is(followed.text, 'a=1')
})

test('a task that is paused is neither asked about nor read, and goes on when it is resumed', async (t) => {
  const { source, restorer, add, phases } = ground()
  const disk = new Disk()
  for (const key of ['a', 'b', 'c', 'd', 'e']) source.log('log').write(key, '1')
  add('0_0', 'active', { topic: 'log', disk })
  restorer.pause('0_0')
  await run(restorer)
  t.deepEqual(phases(), [])
  restorer.resume('0_0')
  await restorer.prepare()
  restorer.work(5)
  restorer.pause('0_0')
  await run(restorer)
  t.is(disk.rows.size, 3)
  restorer.resume('0_0')
  await run(restorer)
  t.is(disk.rows.size, 5)
})

test('a slice ends when its time is over; what has come and is left is taken by the next, each task having its turn', async (t) => {
  const source = new ScriptedChangelogs({ recordsMax: 1_000 })
  // Time passes by being looked at: a quarter of a millisecond each time.
  let nowMs = 0
  const clock = {
    elapsedMs: () => {
      nowMs += 0.25
      return nowMs
    },
  }
  const restorer = new Restorer({ source, clock, logger: silentLogger })
  const disks = [new Disk(), new Disk()]
  for (const [partition, disk] of disks.entries()) {
    for (let index = 0; index < 1_000; index++) source.log('log', partition).write(`${index}`, '1')
    const stores = [storeOn({ topic: 'log', disk, partitions: [partition] })]
    restorer.add({ taskId: `0_${partition}`, kind: 'active', stores })
  }
  await restorer.prepare()
  t.true(restorer.work(5))
  for (const disk of disks) t.true(disk.rows.size > 0 && disk.rows.size < 1_000, `${disk.rows.size}`)
  // Whatever a slice has taken is on the disk, with the offset of just that.
  for (const [partition, disk] of disks.entries()) t.is(disk.offsetOf(`log-${partition}`), disk.rows.size)
  for (let slices = 0; restorer.work(5); slices++) t.true(slices < 100)
  t.deepEqual(
    disks.map(({ rows }) => rows.size),
    [1_000, 1_000],
  )
  t.true(restorer.isDone)
})

test('a task that goes elsewhere keeps what it has, also while its bounds are asked for', async (t) => {
  const { source, restorer, add, events } = ground()
  const disk = new Disk()
  for (const key of ['a', 'b', 'c', 'd', 'e']) source.log('log').write(key, '1')
  add('0_0', 'active', { topic: 'log', disk })
  await restorer.prepare()
  restorer.work(5)
  restorer.remove('0_0')
  await run(restorer)
  t.is(disk.offsetOf('log-0'), 3)
  t.like(events.at(-1), { phase: 'suspended', reason: 'removed', records: 3, offset: 3 })
  add('0_0', 'active', { topic: 'log', disk })
  source.whileAsked = () => restorer.remove('0_0')
  await run(restorer)
  t.is(disk.rows.size, 3)
  t.deepEqual(source.calls, ['read log-0 from 0'])
})

test('records without a key are about no row: they are skipped, and that is logged', async (t) => {
  const { source, restorer, add, warnings } = ground()
  const disk = new Disk()
  source.log('log').write(null, '1')
  source.log('log').write('a', '1')
  add('0_0', 'active', { topic: 'log', disk })
  await run(restorer)
  t.is(disk.text, 'a=1')
  t.deepEqual(warnings, ['records of a changelog have no key and are skipped'])
})

test('progress says what is done, how fast, and how long it will go on; and not more often than asked for', async (t) => {
  const { source, clock, restorer, add, events } = ground()
  for (let index = 0; index < 12; index++) source.log('log').write('a', String(index))
  add('0_0', 'active', { topic: 'log', disk: new Disk() })
  await restorer.prepare()
  restorer.work(5)
  clock.advance(1_000)
  restorer.work(5)
  restorer.work(5)
  const told = events.filter(({ phase }) => phase === 'progress')
  t.is(told.length, 1)
  t.like(told[0], {
    offset: 6,
    endOffset: 12,
    records: 6,
    recordsPerSecond: 6,
    offsetsLeft: 6,
    timeLeftMs: 1_000,
  })
})
