/**
 * The machine's clock. Its timers do not keep a process alive, so each test holds on to it meanwhile.
 */
import { execFileSync } from 'node:child_process'
import test from 'ava'
import { systemClock, type Timer, timerInPieces } from './clock.ts'

const alive = setInterval(() => {}, 1000)
test.after.always(() => clearInterval(alive))

test('the time is the machine’s, and elapsed time does not go back', (t) => {
  t.true(Math.abs(systemClock.nowMs() - Date.now()) < 1000)
  const first = systemClock.elapsedMs()
  t.true(systemClock.elapsedMs() >= first)
})

test('a timer fires once, no earlier than it was asked to', async (t) => {
  for (const delayMs of [0, 1, 2.5, 7, 13.3]) {
    const startMs = systemClock.elapsedMs()
    await new Promise<void>((resolve) => systemClock.after(delayMs, resolve))
    t.true(systemClock.elapsedMs() - startMs >= delayMs)
  }
})

test('what was cancelled does not fire, and may be cancelled again', async (t) => {
  const fired: string[] = []
  const timer = systemClock.after(1, () => fired.push('after'))
  const soon = systemClock.soon(() => fired.push('soon'))
  for (const cancelled of [timer, soon, timer, soon]) cancelled.cancel()
  await new Promise<void>((resolve) => systemClock.after(5, resolve))
  t.deepEqual(fired, [])
  timer.cancel()
})

test('soon is behind what is waiting now', async (t) => {
  const order: string[] = []
  await new Promise<void>((resolve) => {
    systemClock.soon(() => {
      order.push('soon')
      resolve()
    })
    queueMicrotask(() => order.push('microtask'))
    order.push('now')
  })
  t.deepEqual(order, ['now', 'microtask', 'soon'])
})

test('a delay beyond what the machine’s timers take is served in pieces', async (t) => {
  const startMs = systemClock.elapsedMs()
  await new Promise<void>((resolve) => timerInPieces({ delayMs: 20, pieceMs: 3, run: resolve }))
  t.true(systemClock.elapsedMs() - startMs >= 20)
  let isFired = false
  // So much longer than what is waited that a machine which is busy does not come too late to cancel it.
  const timer: Timer = timerInPieces({ delayMs: 300, pieceMs: 3, run: () => (isFired = true) })
  await new Promise<void>((resolve) => systemClock.after(8, resolve))
  timer.cancel()
  await new Promise<void>((resolve) => systemClock.after(320, resolve))
  t.false(isFired)
})

test('a delay of a year does not fire at once', async (t) => {
  let isFired = false
  const timer = systemClock.after(365 * 86_400_000, () => (isFired = true))
  await new Promise<void>((resolve) => systemClock.after(5, resolve))
  timer.cancel()
  t.false(isFired)
})

test('a timer does not keep the process alive', (t) => {
  const program = `
    import { systemClock } from '${new URL('./clock.ts', import.meta.url)}'
    systemClock.after(3_600_000, () => {})
  `
  t.notThrows(() => execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 30_000 }))
})

test('a hold keeps the process alive until it is cancelled', (t) => {
  const program = `
    import { systemClock } from '${new URL('./clock.ts', import.meta.url)}'
    const hold = systemClock.hold()
    systemClock.after(20, () => {
      console.log('fired')
      hold.cancel()
    })
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 30_000 })
  t.is(output.toString(), 'fired\n')
})
