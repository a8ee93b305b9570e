/** Which warnings are shown, and which one is not. */
import test, { type ExecutionContext } from 'ava'
import { muteTimersOfKafkajs } from './kafkajs-warnings.ts'

/** The warnings that come through, in place of what Node does with them. */
function shownWarnings(t: ExecutionContext): Error[] {
  const before = process.listeners('warning')
  const shown: Error[] = []
  process.removeAllListeners('warning')
  process.on('warning', (warning) => shown.push(warning))
  t.teardown(() => {
    process.removeAllListeners('warning')
    for (const listener of before) process.on('warning', listener)
  })
  muteTimersOfKafkajs()
  return shown
}

function warning(name: string, file: string): Error {
  return Object.assign(new Error('-1 is a negative number.'), { name, stack: `${name}\n    at send (${file}:1:1)` })
}

test.serial('negative timers of kafkajs are not warned of', (t) => {
  const shown = shownWarnings(t)
  process.emit(
    'warning',
    warning('TimeoutNegativeWarning', '/app/node_modules/kafkajs/src/network/requestQueue/index.js'),
  )
  process.emit('warning', warning('TimeoutNegativeWarning', 'C:\\app\\node_modules\\kafkajs\\src\\index.js'))
  t.deepEqual(shown, [])
})

test.serial('negative timers of others are, and so is all else of kafkajs', (t) => {
  const shown = shownWarnings(t)
  const ours = warning('TimeoutNegativeWarning', '/app/packages/core/src/host/clock.ts')
  const theirs = warning('DeprecationWarning', '/app/node_modules/kafkajs/src/index.js')
  process.emit('warning', ours)
  process.emit('warning', theirs)
  t.deepEqual(shown, [ours, theirs])
})
