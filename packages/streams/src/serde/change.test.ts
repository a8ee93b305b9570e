import test from 'ava'
import fc from 'fast-check'
import { change } from './change.ts'
import { string } from './text.ts'

const changes = change(string)
const hex = (newValue: string | null, oldValue: string | null) =>
  changes.serialize({ newValue, oldValue, isLatest: true }).toString('hex')

test("a change has Java's bytes: its values, and behind them a flag that says which there are", (t) => {
  t.is(hex('v', null), '7601')
  t.is(hex(null, 'old'), '6f6c6400')
  t.is(hex('v', 'old'), '02766f6c6402')
  t.is(hex('', ''), '0002')
  t.is(hex('x'.repeat(64), 'y'), `8001${'78'.repeat(64)}7902`)
})

test('whatever is written can be read, and is the latest', (t) => {
  const value = fc.option(fc.string({ maxLength: 300 }))
  fc.assert(
    fc.property(value, value, (newValue, oldValue) => {
      fc.pre(newValue !== null || oldValue !== null)
      const read = changes.deserialize(changes.serialize({ newValue, oldValue, isLatest: false }))
      t.deepEqual(read, { newValue, oldValue, isLatest: true })
    }),
  )
})

test('the forms that tell whether a change is the latest can be read', (t) => {
  const read = (text: string) => changes.deserialize(Buffer.from(text, 'hex'))
  t.deepEqual(read('760004'), { newValue: 'v', oldValue: null, isLatest: false })
  t.deepEqual(read('6f0103'), { newValue: null, oldValue: 'o', isLatest: true })
  t.deepEqual(read('02766f0005'), { newValue: 'v', oldValue: 'o', isLatest: false })
})

test('neither value cannot be written, and what is no change cannot be read', (t) => {
  t.throws(() => hex(null, null), { code: 'WRONG_TYPE' })
  for (const bytes of ['', '7606', '04', '0802', 'ff02', '0302']) {
    t.throws(() => changes.deserialize(Buffer.from(bytes, 'hex')), { code: 'MALFORMED' }, bytes)
  }
})
