import test from 'ava'
import { DecodeError, EncodeError, glimpse } from './errors.ts'

test('a refusal names the message, the field, the byte, what was expected and what was found', (t) => {
  const bare = new DecodeError({ code: 'TRUNCATED', expected: '4 more bytes', found: '1', position: 12 })
  t.is(bare.message, 'at byte 12: expected 4 more bytes, found 1')
  const located = bare.at({ subject: 'ProduceRequest v9', path: 'topicData[2].name' })
  t.is(located.message, 'ProduceRequest v9 topicData[2].name at byte 12: expected 4 more bytes, found 1')
  t.is(located.code, 'TRUNCATED')
  t.is(located.path, 'topicData[2].name')
  t.is(located.position, 12)
})

test('a refusal without a place says just what is wrong', (t) => {
  const error = new EncodeError({ code: 'BAD_VALUE', expected: 'an int8', found: '300' })
  t.is(error.message, 'expected an int8, found 300')
  t.is(
    error.at({ subject: 'FetchRequest v4', path: 'isolationLevel' }).message,
    'FetchRequest v4 isolationLevel: expected an int8, found 300',
  )
})

test('a refusal keeps its cause', (t) => {
  const cause = new Error('underneath')
  t.is(new DecodeError({ code: 'CORRUPT', expected: 'a block', found: 'none', cause }).cause, cause)
})

test('a value is shown by a glimpse of it', (t) => {
  t.is(glimpse('short'), "'short'")
  t.is(glimpse('x'.repeat(1_000)), 'a string of 1000 characters')
  t.is(glimpse(Buffer.alloc(3)), '3 bytes')
  t.is(glimpse([1, 2]), 'an array of 2')
  t.is(glimpse(5n), '5n')
  t.is(glimpse(undefined), 'undefined')
  t.is(glimpse({}), 'an object')
})
