/**
 * What is said, in one line each.
 */
import test from 'ava'
import { type LogFields, plainLogger, silentLogger } from './logger.ts'

function lineOf(fields: LogFields, message = 'it happened'): string | undefined {
  const lines: string[] = []
  plainLogger((line) => lines.push(line)).warn(fields, message)
  return lines.length === 1 ? lines[0] : undefined
}

test('warnings and errors are said, the rest is not', (t) => {
  const lines: string[] = []
  const logger = plainLogger((line) => lines.push(line))
  logger.debug({}, 'a')
  logger.info({}, 'b')
  logger.warn({}, 'c')
  logger.error({ topic: 'orders', partition: 3 }, 'd')
  t.deepEqual(lines, ['WARN c', 'ERROR d topic=orders partition=3'])
})

test('a value that is not one word is quoted, so that a line stays one line', (t) => {
  t.is(
    lineOf({ path: '/a b', text: 'x\ny', empty: '', sum: 'a=b' }),
    'WARN it happened path="/a b" text="x\\ny" empty="" sum="a=b"',
  )
  t.is(lineOf({}, 'two\nlines'), 'WARN two lines')
})

test('an error says its class and its message', (t) => {
  t.is(lineOf({ error: new RangeError('too far') }), 'WARN it happened error="RangeError: too far"')
})

test('nothing that a field holds keeps the line from being said', (t) => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  t.is(
    lineOf({ circle, big: 10n, none: undefined, nil: null, list: [1, 'a'], call: () => 1 }),
    'WARN it happened circle=[object] big=10 none=undefined nil=null list=[1,"a"] call=() => 1',
  )
})

test('the silent logger is silent', (t) => {
  t.deepEqual(
    Object.values(silentLogger).map((say) => say({}, 'nothing')),
    [undefined, undefined, undefined, undefined],
  )
})
