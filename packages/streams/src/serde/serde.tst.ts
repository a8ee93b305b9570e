/**
 * The types of the serdes: what each one takes and gives, and that a wrong value does not compile.
 */
import { expect, test } from 'tstyche'
import { json } from './json.ts'
import { list } from './list.ts'
import { bigLong, long } from './number.ts'
import { nothing } from './plain.ts'
import { deserializeNullable, type Serde } from './serde.ts'
import { string } from './text.ts'

interface View {
  page: string
}

test('a serde gives what it takes', () => {
  expect(string).type.toBe<Serde<string>>()
  expect(long.deserialize).type.toBeCallableWith(Buffer.alloc(8))
  expect(long.deserialize(Buffer.alloc(8))).type.toBe<number>()
  expect(bigLong.deserialize(Buffer.alloc(8))).type.toBe<bigint>()
  expect(json<View>()).type.toBe<Serde<View>>()
})

test('a value of another type does not compile', () => {
  expect(string.serialize).type.not.toBeCallableWith(1)
  expect(long.serialize).type.not.toBeCallableWith(1n)
  expect(json<View>().serialize).type.not.toBeCallableWith({ path: '/' })
})

test('a list has elements of its inner serde, or null', () => {
  expect(list(long)).type.toBe<Serde<(number | null)[]>>()
})

test('null is no value of a serde, except where nothing else is', () => {
  expect(string.serialize).type.not.toBeCallableWith(null)
  expect(nothing).type.toBe<Serde<null>>()
  expect(deserializeNullable(long, null)).type.toBe<number | null>()
})
