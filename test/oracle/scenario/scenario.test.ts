import test from 'ava'
import { Arguments } from './arguments.ts'
import { readInput, readScenario } from './scenario.ts'

const smallest = { name: 'n', nodes: [], inputs: [] }

test('what a scenario leaves out has a default', (t) => {
  const scenario = readScenario(smallest)
  t.is(scenario.wallClockMs, 0)
  t.is(scenario.config['application.id'], 'oracle')
  t.is(scenario.config['statestore.cache.max.bytes'], '10485760')
})

test('a malformed scenario is refused by what is wrong with it', (t) => {
  const refused = (json: unknown, message: string) =>
    t.throws(() => readScenario(json), { name: 'FormatError', message })
  refused({ name: 'n', nodes: [] }, 'scenario: expected a field "inputs", found none')
  refused({ ...smallest, notes: 1 }, 'scenario: unknown argument "notes"')
  refused({ ...smallest, config: { 'state.dir': 'x' } }, 'config: unknown argument "state.dir"')
  refused(
    { ...smallest, config: { 'max.task.idle.ms': 1 } },
    'config: expected "max.task.idle.ms" to be a string, found 1',
  )
  refused(
    { ...smallest, config: { 'dsl.store.suppliers.class': 'disk' } },
    'config: expected dsl.store.suppliers.class to be rocksDB or inMemory, found disk',
  )
})

test('an input is a record or an advance of the wall clock', (t) => {
  t.deepEqual(readInput({ advanceWallClockMs: 5 }, 0), { kind: 'advance', ms: 5 })
  const record = { topic: 'in', key: null, value: 'v', timestamp: 1, headers: [['h', null]] }
  t.deepEqual(readInput(record, 0), { kind: 'record', ...record } as never)
  t.throws(() => readInput({ topic: 'in', key: 'k', timestamp: 1 }, 3), {
    message: 'input 3: expected a field "value", found none',
  })
  t.throws(() => readInput({ ...record, headers: [['h']] }, 0), { message: /expected a header/ })
})

test('an argument that nobody read is found, however deep it lies', (t) => {
  const args = new Arguments('node s', { outer: { inner: [{ read: 1, unread: 2 }] } })
  for (const child of args.child('outer').children('inner')) child.number('read')
  t.throws(() => args.done(), { message: 'node s.outer.inner[0]: unknown argument "unread"' })
})
