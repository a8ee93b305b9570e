import test from 'ava'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { MalformedCheckpointError } from '../errors.ts'
import { Checkpoint } from './checkpoint.ts'
import { cleanShutdownFormat } from './clean-shutdown.ts'
import { OFFSET_CHECKPOINTS, offsetsFormat } from './offsets.ts'

const path = '/data/recovery-point-offset-checkpoint'
const rows = (offset: number) => [{ topic: 'orders', partition: 3, offset }]

function emptyDisk(): MemoryDisk {
  const disk = new MemoryDisk({ crashable: true })
  disk.makeDirectory('/data')
  return disk
}

test('where there is no file there is nothing to read', (t) => {
  t.is(new Checkpoint(emptyDisk(), `/data/${OFFSET_CHECKPOINTS.recoveryPoints}`, offsetsFormat).read(), null)
})

test('what was written last is read, also when it is shorter', async (t) => {
  const checkpoint = new Checkpoint(emptyDisk(), path, offsetsFormat)
  await checkpoint.write(rows(1_000_000))
  t.deepEqual(checkpoint.read(), rows(1_000_000))
  await checkpoint.write([])
  t.deepEqual(checkpoint.read(), [])
})

test('values that are written at once are written in order, and no draft stays behind', async (t) => {
  const disk = emptyDisk()
  const checkpoint = new Checkpoint(disk, path, offsetsFormat)
  await Promise.all([1, 2, 3].map((offset) => checkpoint.write(rows(offset))))
  t.deepEqual(checkpoint.read(), rows(3))
  t.deepEqual(disk.list('/data'), ['recovery-point-offset-checkpoint'])
})

test('a draft that a crash left behind does not show', async (t) => {
  const disk = emptyDisk()
  disk.open(`${path}.tmp`, { create: true }).write([Buffer.from('x'.repeat(100))], 0)
  const checkpoint = new Checkpoint(disk, path, offsetsFormat)
  await checkpoint.write(rows(7))
  t.deepEqual(checkpoint.read(), rows(7))
})

test('after a crash at any moment there is the old value or the new one, and once it was written the new one', async (t) => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new SeededRandom(seed)
    const disk = emptyDisk()
    await disk.syncDirectory('/')
    const checkpoint = new Checkpoint(disk, path, offsetsFormat)
    await checkpoint.write(rows(1))
    let isWritten = false
    const writing = checkpoint.write(rows(2)).then(
      () => {
        isWritten = true
      },
      () => {},
    )
    for (let turn = random.below(8); turn > 0; turn--) await null
    const wasWritten = isWritten
    const after = disk.crash(random)
    await writing
    const found = new Checkpoint(after, path, offsetsFormat).read()?.[0]?.offset
    t.true(found === 2 || (found === 1 && !wasWritten), `seed ${seed}: found ${found}`)
  }
})

test('a value that could not be written does not keep the next one from being written', async (t) => {
  const disk = emptyDisk()
  const checkpoint = new Checkpoint(disk, '/elsewhere/file', cleanShutdownFormat)
  await t.throwsAsync(checkpoint.write({ brokerEpoch: 1 }), { code: 'ENOENT' })
  disk.makeDirectory('/elsewhere')
  await checkpoint.write({ brokerEpoch: 2 })
  t.deepEqual(checkpoint.read(), { brokerEpoch: 2 })
  checkpoint.remove()
  t.is(checkpoint.read(), null)
})

test('a file that is not in its format is refused with its path', (t) => {
  const disk = emptyDisk()
  disk.open(path, { create: true }).write([Buffer.from('zero\n')], 0)
  t.throws(() => new Checkpoint(disk, path, offsetsFormat).read(), {
    instanceOf: MalformedCheckpointError,
    message: `${path} line 1: expected version 0, found "zero"`,
  })
})
