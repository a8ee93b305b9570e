import test from 'ava'
import { DiskError } from '../host/disk.ts'
import { type Logger, silentLogger } from '../host/logger.ts'
import { DiskHealth } from './disk-health.ts'

const full = new DiskError({ code: 'ENOSPC', path: '/data/orders-3/a.log', action: 'write' })
const broken = new DiskError({ code: 'EIO', path: '/data/orders-3/b.log', action: 'sync' })

function fail(problem: Error): never {
  throw problem
}

/** A health, and the facts of all errors that it logs. */
function observed(): { health: DiskHealth; logged: unknown[] } {
  const logged: unknown[] = []
  const logger: Logger = { ...silentLogger, error: (facts: unknown) => void logged.push(facts) }
  return { health: new DiskHealth(logger), logged }
}

test('what a guarded call gives comes back, and the directory stays online', async (t) => {
  const { health, logged } = observed()
  t.is(
    health.guard(() => 7),
    7,
  )
  t.is(await health.guardAsync(async () => 8), 8)
  t.is(health.failure, null)
  t.deepEqual(logged, [])
})

test('a failure of the disk is noted, logged, and thrown on', (t) => {
  const { health, logged } = observed()
  const thrown = t.throws(() => health.guard(() => fail(full)))
  t.is(thrown, full)
  t.is(health.failure, full)
  t.deepEqual(logged, [{ path: '/data/orders-3/a.log', code: 'ENOSPC' }])
})

test('a failure that comes with a promise is noted too', async (t) => {
  const { health } = observed()
  const thrown = await t.throwsAsync(health.guardAsync(async () => fail(broken)))
  t.is(thrown, broken)
  t.is(health.failure, broken)
})

test('the first failure is the one that stays, and is logged once', (t) => {
  const { health, logged } = observed()
  for (const problem of [full, broken, full]) t.throws(() => health.guard(() => fail(problem)))
  t.is(health.failure, full)
  t.is(logged.length, 1)
})

test('an error that is not of the disk does not take the directory offline', async (t) => {
  const { health, logged } = observed()
  t.throws(() => health.guard(() => fail(new TypeError('a bug'))), { message: 'a bug' })
  await t.throwsAsync(
    health.guardAsync(async () => fail(new RangeError('another'))),
    { message: 'another' },
  )
  health.note('no error at all')
  t.is(health.failure, null)
  t.deepEqual(logged, [])
})
