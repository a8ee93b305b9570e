import test from 'ava'
import { FaultyDisk } from '../../host/faulty-disk.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import type { SavedProducer } from './producer-entry.ts'
import { SnapshotFiles } from './snapshot-files.ts'

const DIRECTORY = '/data/orders-3'

function producer(producerId: number): SavedProducer {
  return {
    producerId,
    epoch: 1,
    lastSequence: 4,
    lastOffset: 9,
    offsetDelta: 2,
    timestamp: 1_700_000_000_000,
    coordinatorEpoch: -1,
    transactionFirstOffset: -1,
  }
}

/** A directory with a snapshot at each offset, of the producer whose id is the offset. */
function directoryWith(...offsets: readonly number[]): { disk: MemoryDisk; files: SnapshotFiles } {
  const disk = new MemoryDisk()
  disk.makeDirectory(DIRECTORY)
  const files = new SnapshotFiles(disk, DIRECTORY)
  for (const offset of offsets) files.write({ offset, producers: [producer(offset)] })
  return { disk, files }
}

function pathOf(offset: number): string {
  return `${DIRECTORY}/${String(offset).padStart(20, '0')}.snapshot`
}

function offsetsOn(disk: MemoryDisk): number[] {
  return disk.list(DIRECTORY).map((name) => Number.parseInt(name, 10))
}

function damage(disk: MemoryDisk, offset: number): void {
  const file = disk.open(pathOf(offset), { create: false })
  file.write([Buffer.from([0x55])], file.size - 1)
  file.close()
}

test('a directory without a snapshot has no latest one', (t) => {
  const { files } = directoryWith()
  t.is(files.latestOffset, undefined)
  t.is(files.latestUpTo(1_000), null)
})

test('the latest snapshot up to an offset is found, one at that offset included', (t) => {
  const { files } = directoryWith(30, 10, 20)
  t.is(files.latestOffset, 30)
  t.deepEqual(files.latestUpTo(20), { offset: 20, producers: [producer(20)] })
  t.is(files.latestUpTo(19)?.offset, 10)
  t.is(files.latestUpTo(Number.POSITIVE_INFINITY)?.offset, 30)
  t.is(files.latestUpTo(9), null)
})

test('a corrupt snapshot is removed, and the one before it is taken', (t) => {
  const { disk, files } = directoryWith(10, 20, 30)
  damage(disk, 30)
  const cut = disk.open(pathOf(20), { create: false })
  cut.truncate(0)
  cut.close()
  t.deepEqual(files.latestUpTo(30), { offset: 10, producers: [producer(10)] })
  t.deepEqual(offsetsOn(disk), [10])
  t.is(files.latestOffset, 10)
})

test('a snapshot that the disk cannot read is not taken for corrupt', (t) => {
  const { disk } = directoryWith(10, 20)
  const faulty = new FaultyDisk(disk, { random: new SeededRandom(1) })
  const files = new SnapshotFiles(faulty, DIRECTORY)
  faulty.failNext('read', 'EIO')
  t.throws(() => files.latestUpTo(20), { name: 'DiskError' })
  t.deepEqual(offsetsOn(disk), [10, 20])
  t.is(files.latestUpTo(20)?.offset, 20)
})

test('other files of the directory, and snapshots in another state, are passed over', (t) => {
  const { disk } = directoryWith(10)
  for (const name of ['00000000000000000040.log', '00000000000000000050.snapshot.deleted', '60.snapshot']) {
    disk.open(`${DIRECTORY}/${name}`, { create: true }).close()
  }
  const files = new SnapshotFiles(disk, DIRECTORY)
  t.is(files.latestOffset, 10)
  files.removeFrom(0)
  t.is(disk.list(DIRECTORY).length, 3)
})

test('a snapshot that is written again takes the place of a longer one', (t) => {
  const { disk, files } = directoryWith()
  files.write({ offset: 10, producers: [producer(1), producer(2), producer(3)] })
  files.write({ offset: 10, producers: [producer(4)] })
  t.deepEqual(files.latestUpTo(10)?.producers, [producer(4)])
  t.deepEqual(new SnapshotFiles(disk, DIRECTORY).latestUpTo(10)?.producers, [producer(4)])
  files.removeFrom(10)
  t.is(files.latestOffset, undefined)
})

test('snapshots before an offset, from an offset on, and strays are removed', (t) => {
  const { disk, files } = directoryWith(0, 10, 20, 30, 40, 50)
  files.removeBefore(10)
  t.deepEqual(offsetsOn(disk), [10, 20, 30, 40, 50])
  files.removeFrom(50)
  t.deepEqual(offsetsOn(disk), [10, 20, 30, 40])
  files.removeStrays([10, 30])
  t.deepEqual(offsetsOn(disk), [10, 30, 40])
  t.is(files.latestOffset, 40)
})

test('the snapshots of a range are synced, except one that is removed meanwhile', async (t) => {
  const { disk } = directoryWith(10, 20, 30, 40)
  const opened: string[] = []
  const open = disk.open.bind(disk)
  disk.open = (path, options) => {
    opened.push(path)
    return open(path, options)
  }
  const files = new SnapshotFiles(disk, DIRECTORY)
  const done = files.sync(20, 40)
  files.removeFrom(40)
  await done
  t.deepEqual(opened, [pathOf(20), pathOf(30)])
})
