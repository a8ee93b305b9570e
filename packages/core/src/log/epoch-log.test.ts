import test from 'ava'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { leaderEpochsFormat } from './checkpoint/leader-epochs.ts'
import { EpochLog } from './epoch-log.ts'

const PATH = '/data/orders-3/leader-epoch-checkpoint'

function open(memory = new MemoryDisk()) {
  memory.makeDirectory('/data/orders-3')
  const disk = new FaultyDisk(memory, { random: new SeededRandom(1) })
  const checkpoint = new Checkpoint(disk, PATH, leaderEpochsFormat)
  return { memory, disk, checkpoint, epochs: new EpochLog(checkpoint) }
}

test('a log without a file knows no epoch, and writes none', async (t) => {
  const { memory, epochs } = open()
  t.is(epochs.latest, undefined)
  t.is(epochs.epochFor(0), undefined)
  t.deepEqual(epochs.endOffsetFor(3, 10), { epoch: -1, endOffset: -1 })
  epochs.assign(-1, 0)
  epochs.truncateFromStart(5)
  epochs.truncateFromEnd(0)
  await epochs.saved()
  t.is(memory.facts(PATH), undefined)
})

test('epochs are there again when the log is opened anew', async (t) => {
  const { memory, epochs } = open()
  epochs.assign(3, 0)
  epochs.assign(5, 10)
  await epochs.saved()
  const { epochs: again } = open(memory.kill())
  t.is(again.latest, 5)
  t.is(again.epochFor(9), 3)
  t.is(again.epochFor(10), 5)
  t.deepEqual(again.endOffsetFor(4, 99), { epoch: 3, endOffset: 10 })
  t.deepEqual(again.endOffsetFor(5, 99), { epoch: 5, endOffset: 99 })
})

test('an epoch that goes on is not written again', async (t) => {
  const { memory, epochs } = open()
  epochs.assign(3, 0)
  await epochs.saved()
  memory.remove(PATH)
  epochs.assign(3, 10)
  await epochs.saved()
  t.is(memory.facts(PATH), undefined)
})

test('truncations of both ends are saved', async (t) => {
  const { checkpoint, epochs } = open()
  for (const [epoch, offset] of [
    [1, 0],
    [2, 10],
    [3, 20],
  ] as const) {
    epochs.assign(epoch, offset)
  }
  epochs.truncateFromStart(15)
  epochs.truncateFromEnd(20)
  await epochs.saved()
  t.deepEqual(checkpoint.read(), [{ epoch: 2, startOffset: 15 }])
})

test('that the file cannot be written is told by saved, and the next change writes all', async (t) => {
  const { disk, checkpoint, epochs } = open()
  disk.failNext('rename', 'EIO')
  epochs.assign(1, 0)
  await t.throwsAsync(epochs.saved(), { name: 'DiskError' })
  t.is(epochs.latest, 1)
  t.is(checkpoint.read(), null)
  epochs.assign(2, 10)
  await epochs.saved()
  t.deepEqual(checkpoint.read(), [
    { epoch: 1, startOffset: 0 },
    { epoch: 2, startOffset: 10 },
  ])
})

test('epochs that were forgotten may be put before those that are known, the last of which may go on', async (t) => {
  const { checkpoint, epochs } = open()
  t.is(epochs.firstOffset, undefined)
  epochs.assign(2, 15)
  epochs.assign(4, 20)
  t.is(epochs.firstOffset, 15)
  epochs.prepend([
    { epoch: 1, startOffset: 3 },
    { epoch: 2, startOffset: 10 },
  ])
  await epochs.saved()
  t.deepEqual(checkpoint.read(), [
    { epoch: 1, startOffset: 3 },
    { epoch: 2, startOffset: 10 },
    { epoch: 4, startOffset: 20 },
  ])
})
