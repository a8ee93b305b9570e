/**
 * What serdes refuse, and that they say it: each error names the serde, what was expected and what was found.
 */
import test from 'ava'
import { json } from './json.ts'
import { list } from './list.ts'
import { bigLong, double, float, integer, long, short } from './number.ts'
import { boolean, buffer, nothing } from './plain.ts'
import type { Serde } from './serde.ts'
import { SerializationError, type SerializationErrorCode } from './serialization-error.ts'
import { string, uuid } from './text.ts'

type Refusal = [title: string, act: () => unknown, code: SerializationErrorCode, message: string]

const circular: { self?: unknown } = {}
circular.self = circular

const refusals: Refusal[] = [
  ['a short past 16 bits', () => short.serialize(32768), 'OUT_OF_RANGE', 'from -32768 to 32767, found 32768'],
  ['an integer with a fraction', () => integer.serialize(1.5), 'WRONG_TYPE', 'found 1.5 (number)'],
  ['an integer past 32 bits', () => integer.serialize(2 ** 31), 'OUT_OF_RANGE', 'found 2147483648'],
  ['a long past 2^53', () => long.serialize(2 ** 53), 'OUT_OF_RANGE', 'found 9007199254740992'],
  ['a long that is not a number', () => long.serialize(Number.NaN), 'WRONG_TYPE', 'found NaN'],
  ['a long read past 2^53', () => long.deserialize(hex('7fffffffffffffff')), 'OUT_OF_RANGE', '9223372036854775807'],
  [
    'a long of 4 bytes',
    () => long.deserialize(hex('00000001')),
    'WRONG_LENGTH',
    '8 bytes, found 4 bytes (00 00 00 01)',
  ],
  ['a long of no bytes', () => long.deserialize(hex('')), 'WRONG_LENGTH', 'found no bytes'],
  ['a bigLong past 63 bits', () => bigLong.serialize(2n ** 63n), 'OUT_OF_RANGE', 'found 9223372036854775808n (bigint)'],
  ['a bigLong from a number', () => given(bigLong, 1), 'WRONG_TYPE', 'a bigint'],
  ['a double from text', () => given(double, '1.5'), 'WRONG_TYPE', "found '1.5' (string)"],
  ['a float of 3 bytes', () => float.deserialize(hex('000000')), 'WRONG_LENGTH', '4 bytes, found 3 bytes'],
  ['a string from a number', () => given(string, 7), 'WRONG_TYPE', 'string: expected a string, found 7 (number)'],
  ['a boolean of the byte 2', () => boolean.deserialize(hex('02')), 'MALFORMED', 'the byte 0 or 1, found 1 byte (02)'],
  ['a boolean from text', () => given(boolean, 'yes'), 'WRONG_TYPE', 'a boolean'],
  ['a buffer from an array', () => given(buffer, [1]), 'WRONG_TYPE', 'a Buffer'],
  ['a uuid without dashes', () => uuid.serialize('0'.repeat(32)), 'MALFORMED', 'a UUID of 36 characters'],
  ['a uuid of other bytes', () => uuid.deserialize(hex('61')), 'MALFORMED', 'found 1 byte (61)'],
  ['nothing that is something', () => nothing.deserialize(hex('')), 'MALFORMED', 'expected null, found no bytes'],
  ['undefined as JSON', () => json().serialize(undefined), 'WRONG_TYPE', 'found undefined'],
  ['a circle as JSON', () => json().serialize(circular), 'WRONG_TYPE', 'a value that JSON can say'],
  ['JSON that is not', () => json().deserialize(Buffer.from('{')), 'MALFORMED', 'JSON text, found 1 byte (7b)'],
  ['a list of an unknown kind', () => list(integer).deserialize(hex('02')), 'MALFORMED', 'found the kind 2 at byte 1'],
  ['a list cut short', () => list(string).deserialize(hex('010000000100000009')), 'MALFORMED', 'length from 0 to 0'],
  ['a list of no bytes', () => list(string).deserialize(hex('')), 'MALFORMED', 'found 1 at byte 0'],
  [
    'a list of two billion strings in no bytes',
    () => list(string).deserialize(hex('017fffffff')),
    'MALFORMED',
    'expected 0 to 0 elements, found 2147483647',
  ],
  [
    'a list of two billion integers in no bytes',
    () => list(integer).deserialize(hex('00000000007fffffff')),
    'MALFORMED',
    'expected 0 to 0 elements, found 2147483647',
  ],
  [
    'strings written as elements of one length',
    () => list(string).deserialize(hex('000000000000000000')),
    'MALFORMED',
    'expected elements with their own lengths',
  ],
]

for (const [title, act, code, message] of refusals) {
  test(`${title} is refused`, (t) => {
    const error = t.throws(act, { instanceOf: SerializationError, code })
    t.true(error?.message.includes(message), error?.message)
  })
}

test('what was found is cut short', (t) => {
  const error = t.throws(() => given(long, 'x'.repeat(1_000_000)), { instanceOf: SerializationError })
  t.true((error?.message.length ?? 0) < 300)
})

test('JSON comes back as it went', (t) => {
  const serde = json<{ page: string; bot: boolean }>()
  t.deepEqual(serde.deserialize(serde.serialize({ page: '/', bot: false })), { page: '/', bot: false })
})

test('a buffer is handed through uncopied', (t) => {
  const bytes = hex('00ff')
  t.is(buffer.serialize(bytes), bytes)
  t.is(buffer.deserialize(bytes), bytes)
})

test('malformed UTF-8 reads as the replacement character', (t) => {
  t.is(string.deserialize(hex('61ff62')), 'a\ufffdb')
})

test('a uuid in upper case is written in lower case', (t) => {
  const upper = '123E4567-E89B-12D3-A456-426614174000'
  t.is(uuid.serialize(upper).toString(), upper.toLowerCase())
  t.is(uuid.deserialize(Buffer.from(upper)), upper.toLowerCase())
})

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex')
}

/** A caller without types: hands a serde what it does not take. */
function given<T>(serde: Serde<T>, value: unknown): Buffer {
  return serde.serialize(value as T)
}
