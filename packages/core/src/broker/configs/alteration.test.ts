import test from 'ava'
import { type Changes, changesOfSteps, changesTo, operations } from './alteration.ts'
import { isTopicSetting, topicSettings } from './topic-settings.ts'

const settingOf = (name: string) => (isTopicSetting(name) ? topicSettings[name].setting : undefined)

/** The changes that steps come to, or the error. */
function change(set: Record<string, string>, ...steps: [keyof typeof operations, string, string | null][]) {
  const now = { set: new Map(Object.entries(set)), settingOf }
  const named = steps.map(([operation, name, value]) => ({ name, configOperation: operations[operation], value }))
  return shown(changesOfSteps(named, now))
}

function shown(changes: Changes | { error: string }) {
  return changes instanceof Map ? Object.fromEntries(changes) : (changes as { error: string }).error
}

test('what is set to what it is, or set back where it is not set, is no change', (t) => {
  t.deepEqual(change({ 'retention.ms': '5' }, ['set', 'retention.ms', '5'], ['delete', 'segment.ms', null]), {})
  t.deepEqual(change({ 'retention.ms': '5' }, ['set', 'retention.ms', '6']), { 'retention.ms': '6' })
  t.deepEqual(change({ 'retention.ms': '5' }, ['delete', 'retention.ms', null]), { 'retention.ms': null })
})

test('a list is added to and taken from, beginning with its default', (t) => {
  t.deepEqual(change({}, ['append', 'cleanup.policy', 'compact']), { 'cleanup.policy': 'delete,compact' })
  t.deepEqual(change({ 'cleanup.policy': 'compact' }, ['append', 'cleanup.policy', 'compact']), {})
  t.deepEqual(change({ 'cleanup.policy': 'compact,delete' }, ['subtract', 'cleanup.policy', 'delete']), {
    'cleanup.policy': 'compact',
  })
  t.deepEqual(change({ 'cleanup.policy': 'compact' }, ['subtract', 'cleanup.policy', 'compact']), {
    'cleanup.policy': '',
  })
})

test('steps that make no sense are refused', (t) => {
  t.is(change({}, ['append', 'retention.ms', '5']), 'INVALID_CONFIG')
  t.is(change({}, ['append', 'nothing', '5']), 'INVALID_CONFIG')
  t.is(change({}, ['set', 'retention.ms', null]), 'INVALID_REQUEST')
  t.is(change({}, ['set', 'retention.ms', '1'], ['delete', 'retention.ms', null]), 'INVALID_REQUEST')
})

test('the old way sets back whatever it does not name', (t) => {
  const now = {
    set: new Map([
      ['retention.ms', '5'],
      ['segment.ms', '6'],
    ]),
    settingOf,
  }
  t.deepEqual(shown(changesTo([{ name: 'segment.ms', value: '7' }], now)), { 'retention.ms': null, 'segment.ms': '7' })
  t.deepEqual(shown(changesTo([], now)), { 'retention.ms': null, 'segment.ms': null })
  t.is(shown(changesTo([{ name: 'segment.ms', value: null }], now)), 'INVALID_REQUEST')
})
