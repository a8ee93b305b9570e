/** Which log the cleaner takes next, and what it believes of how far each is clean. */
import test from 'ava'
import { type LogFields, silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { append, open, recordCount, settled, topicId, turns, users } from './compacted-directory.contract.ts'

test('of several logs that are due the dirtiest comes first', async (t) => {
  const clock = new ManualClock()
  const cleaned: unknown[] = []
  const logger = { ...silentLogger, info: ({ partition }: LogFields) => void cleaned.push(partition) }
  const directory = await open(new MemoryDisk({ clock }), clock, { logger })
  const round = async (rounds: readonly number[]) => {
    for (const [partition, count] of rounds.entries()) {
      const place = { topic: 'users', partition }
      const log = directory.log(place) ?? (await directory.create(place, topicId))
      append(log, count)
      await log.flush()
    }
    clock.advance(15_000)
    await turns(clock, 300)
  }
  await round([10, 10, 10])
  cleaned.length = 0
  await round([20, 60, 40])
  t.deepEqual(cleaned, ['users-1', 'users-2', 'users-0'])
  await settled(clock, directory.close())
})

test('a log that has less dirt than the topic allows waits, until its records have waited too long', async (t) => {
  const clock = new ManualClock()
  const directory = await open(new MemoryDisk({ clock }), clock, {
    minCleanableDirtyRatio: 1,
    maxCompactionLagMs: 100_000,
  })
  const log = await directory.create(users, topicId)
  append(log, 40)
  await log.flush()
  for (let check = 0; check < 6; check++) {
    clock.advance(15_000)
    await turns(clock, 20)
  }
  t.is(recordCount(log), 200)
  clock.advance(15_000)
  await turns(clock, 200)
  t.true(recordCount(log) < 60, `${recordCount(log)} records are left`)
  await settled(clock, directory.close())
})

test('a noted offset behind the end of the log is not believed when the log has grown beyond it', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await open(disk, clock)
  append(await first.create(users, topicId), 1)
  await settled(clock, first.close())
  const noted = Buffer.from('0\n1\nusers 0 400\n')
  const file = disk.open('/data/cleaner-offset-checkpoint', { create: true })
  file.write([noted], 0)
  file.close()
  const second = await open(disk, clock)
  clock.advance(15_000)
  await turns(clock, 20)
  await settled(clock, second.close())
  const directory = await open(disk, clock)
  const log = directory.log(users) ?? (await directory.create(users, topicId))
  append(log, 79)
  append(log, 40, 'other')
  await log.flush()
  clock.advance(15_000)
  await turns(clock, 300)
  t.true(recordCount(log) < 60, `${recordCount(log)} records are left`)
  await settled(clock, directory.close())
})

test('a log with a broken batch is left as it is, and the others are compacted', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const said: string[] = []
  const logger = { ...silentLogger, error: (_: LogFields, message: string) => said.push(message) }
  const directory = await open(disk, clock, { logger })
  const broken = await directory.create(users, topicId)
  const whole = await directory.create({ topic: 'users', partition: 1 }, topicId)
  append(broken, 100)
  append(whole, 90)
  await Promise.all([broken.flush(), whole.flush()])
  const file = disk.open('/data/users-0/00000000000000000000.log', { create: false })
  file.write([Buffer.from([0xff])], 75)
  file.close()
  clock.advance(15_000)
  await turns(clock, 200)
  t.is(recordCount(broken), 500)
  t.true(recordCount(whole) < 50)
  t.is(directory.failure, null)
  t.deepEqual(said, ['a log cannot be compacted, and will not be until the next start'])
  clock.advance(15_000)
  await turns(clock, 20)
  t.is(said.length, 1)
  await settled(clock, directory.close())
})
