/**
 * The types of the serdes: what each one takes and gives, and that a wrong value does not compile.
 */
import { expect, test } from 'tstyche'
import * as v from 'valibot'
import { z } from 'zod'
import type { Windowed } from '../record/windowed.ts'
import { json } from './json.ts'
import { list } from './list.ts'
import { bigLong, long } from './number.ts'
import { nothing } from './plain.ts'
import { deserializeNullable, type Serde } from './serde.ts'
import { string } from './text.ts'
import { timeWindowed } from './windowed.ts'

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

test('a schema says what JSON is', () => {
  expect(json(z.object({ page: z.string() }))).type.toBe<Serde<View>>()
  expect(json(v.object({ page: v.string() }))).type.toBe<Serde<View>>()
  expect(json<View>).type.toBeCallableWith(z.object({ page: z.string() }))
})

test('a schema of another type than was promised does not compile', () => {
  expect(json<View>).type.not.toBeCallableWith(z.object({ page: z.number() }))
  expect(json<View>).type.not.toBeCallableWith(v.object({ path: v.string() }))
})

test('a windowed key has the key of its inner serde', () => {
  expect(timeWindowed(string, '1m').deserialize(Buffer.alloc(8))).type.toBe<Windowed<string>>()
  expect(timeWindowed(string, '1m').serialize).type.not.toBeCallableWith('ann')
  expect(timeWindowed).type.not.toBeCallableWith(string, 'a minute')
})

test('a serde of two methods is one', () => {
  expect<Serde<number>>().type.toBeAssignableFrom({
    serialize: (value: number) => Buffer.of(value),
    deserialize: (bytes: Buffer) => bytes.length,
  })
})
