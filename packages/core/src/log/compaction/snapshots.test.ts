/** Snapshots of producers belong to segments: those whose segment a pass took go with it. */
import test, { type ExecutionContext } from 'ava'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { CompactedLog, START_MS } from './compacted-log.contract.ts'

const pair = (key: string, value: string) => ({ key, value })

/** Four segments, the last of which is appended to, and a producer that wrote to each. */
function fourSegments(disk: MemoryDisk, clock: ManualClock, segmentBytes = 10_000): CompactedLog {
  const table = new CompactedLog({ disk, clock, config: { segmentBytes } })
  for (let segment = 0; segment < 4; segment++) {
    table.appendAs(7, [pair('a', String(segment))], { isTransactional: false })
    table.append([pair(`key ${segment}`, 'x')])
    if (segment < 3) table.log.roll()
  }
  return table
}

function offsetsOf(table: CompactedLog, kind: 'log' | 'snapshot'): number[] {
  return table
    .names()
    .filter((name) => name.endsWith(`.${kind}`))
    .map((name) => Number.parseInt(name, 10))
}

/** The producer's sequence is known: its last batch, sent again, is a duplicate, and the next one is right. */
function checkProducer(t: ExecutionContext, table: CompactedLog): void {
  table.continueAs(7, 3)
  t.is(table.appendAs(7, [pair('a', '3')], { isTransactional: false }), 6)
  t.is(table.appendAs(7, [pair('a', '4')], { isTransactional: false }), 8)
}

test('the snapshot of a segment that was joined to another one goes, and those that segments begin with stay', async (t) => {
  const clock = new ManualClock(START_MS)
  const table = fourSegments(new MemoryDisk({ clock }), clock)
  t.deepEqual(offsetsOf(table, 'snapshot'), [2, 4, 6])
  await table.clean()
  t.deepEqual(offsetsOf(table, 'log'), [0, 6])
  t.deepEqual(offsetsOf(table, 'snapshot'), [6])
  checkProducer(t, table)
})

test('the snapshot of a segment that was cleaned by itself stays', async (t) => {
  const clock = new ManualClock(START_MS)
  const table = fourSegments(new MemoryDisk({ clock }), clock, 200)
  await table.clean()
  t.deepEqual(offsetsOf(table, 'log'), [0, 2, 4, 6])
  t.deepEqual(offsetsOf(table, 'snapshot'), [2, 4, 6])
})

test('after a crash right behind the pass the producers are known, and no other snapshot is there', async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const clock = new ManualClock(START_MS)
    const disk = new MemoryDisk({ clock, crashable: true })
    const table = fourSegments(disk, clock)
    for (const directory of ['/', '/data']) await disk.syncDirectory(directory)
    await table.clean()
    const { recoveryPoint } = table.log
    const left = seed === 0 ? disk.kill() : disk.crash(new SeededRandom(seed))
    const found = await CompactedLog.recover({ disk: left, clock, recoveryPoint })
    t.deepEqual(offsetsOf(found, 'snapshot'), [6], `seed ${seed}`)
    t.is(found.log.endOffset, 8)
    checkProducer(t, found)
  }
})

test('the marker of a transaction stays that a snapshot has open: a start that goes on from there needs it', async (t) => {
  for (const type of ['COMMIT', 'ABORT'] as const) {
    const clock = new ManualClock(START_MS)
    const disk = new MemoryDisk({ clock })
    const table = new CompactedLog({ disk, clock, config: { segmentBytes: 300, deleteRetentionMs: 0 } })
    table.appendAs(7, [pair('a', 'x'.repeat(80))], { isTransactional: true })
    table.append([pair('b', 'x'.repeat(80))])
    table.log.roll()
    const marker = table.end(7, type)
    table.append([pair('a', 'x'.repeat(80))])
    table.appendAs(7, [pair('d', 'x')], { isTransactional: false }) // its first batch is not needed for its sequence
    for (let pass = 0; pass < 4; pass++) {
      table.log.roll()
      await table.clean()
      table.append([pair('c', 'x'.repeat(180))])
      clock.advance(1)
    }
    const markers = () => table.batches().filter(({ isControl }) => isControl)
    t.deepEqual(
      markers().map(({ baseOffset }) => baseOffset),
      [marker],
    )
    const recovered = await CompactedLog.recover({ disk: disk.kill(), clock, recoveryPoint: marker })
    t.is(recovered.log.lastStableOffset, recovered.log.endOffset, type)
  }
})
