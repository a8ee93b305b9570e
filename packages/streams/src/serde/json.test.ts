/** JSON: what schemas of several libraries make of it, what they refuse, and that no text changes a prototype. */
import test from 'ava'
import fc from 'fast-check'
import * as v from 'valibot'
import { z } from 'zod'
import { json } from './json.ts'
import { decoderOf, encoderOf } from './serde.ts'
import { SerializationError } from './serialization-error.ts'
import type { SchemaIssue, StandardSchema } from './standard-schema.ts'

const fromZod = json(z.object({ id: z.string(), items: z.array(z.object({ price: z.number() })) }))
const fromValibot = json(v.object({ id: v.string(), items: v.array(v.object({ price: v.number() })) }))
const order = { id: 'a', items: [{ price: 1 }, { price: 2 }] }

for (const [vendor, serde] of Object.entries({ zod: fromZod, valibot: fromValibot })) {
  test(`what a schema of ${vendor} takes is read`, (t) => {
    t.deepEqual(serde.deserialize(serde.serialize(order)), order)
    t.deepEqual(decoderOf(serde)(Buffer.from(`..${JSON.stringify(order)}`), 2, 46), order)
  })

  test(`what a schema of ${vendor} refuses is refused with the field that is wrong`, (t) => {
    const bytes = Buffer.from('{"id":"a","items":[{"price":1},{"price":"2"}]}')
    const error = t.throws(() => serde.deserialize(bytes), { instanceOf: SerializationError, code: 'INVALID' })
    t.true(
      error?.message.startsWith(`json: expected a value that its schema (${vendor}) takes, found items[1].price: `),
    )
    t.is((error?.cause as SchemaIssue[] | undefined)?.length, 1)
  })
}

test('what is read is what the schema makes of it', (t) => {
  const serde = json(z.object({ at: z.coerce.date(), count: z.number().default(0) }))
  const at = new Date(1_700_000_000_000)
  t.deepEqual(serde.deserialize(Buffer.from(`{"at":"${at.toISOString()}","more":1}`)), { at, count: 0 })
  t.deepEqual(serde.deserialize(serde.serialize({ at, count: 2 })), { at, count: 2 })
})

test('a value that is wrong as a whole is refused as such', (t) => {
  t.throws(() => fromZod.deserialize(Buffer.from('7')), { code: 'INVALID', message: /found the whole value: / })
})

test('of many things that are wrong three are told', (t) => {
  const serde = json(z.array(z.number()))
  const error = t.throws(() => serde.deserialize(Buffer.from('["a","b","c","d","e"]')))
  t.regex(error?.message ?? '', /found \[0\]: .*; \[1\]: .*; \[2\]: .*; and 2 more$/)
})

test('a schema that takes its time is refused by name', async (t) => {
  const asynchronous = json(z.string().refine(async () => true))
  const expected = /a schema \(zod\) that answers at once, .* found one that answers with a promise$/
  t.throws(() => asynchronous.deserialize(Buffer.from('"a"')), { code: 'ASYNCHRONOUS_SCHEMA', message: expected })
  const rejecting = json(schemaOf(() => Promise.reject(new Error('too late'))))
  t.throws(() => rejecting.deserialize(Buffer.from('1')), { code: 'ASYNCHRONOUS_SCHEMA' })
  await new Promise((resolve) => setImmediate(resolve)) // an unhandled rejection would end the test here
})

test('a schema that throws refuses the value', (t) => {
  const throwing = json(
    schemaOf(() => {
      throw new RangeError('no such order')
    }),
  )
  t.throws(() => throwing.deserialize(Buffer.from('1')), { code: 'INVALID', message: /RangeError: no such order$/ })
})

test('what a schema says at length is cut short', (t) => {
  const serde = json(schemaOf(() => ({ issues: [{ message: 'x'.repeat(1_000_000) }] })))
  const error = t.throws(() => serde.deserialize(Buffer.from('1')))
  t.true((error?.message.length ?? 0) < 400)
})

test('no property that is read is called __proto__, however it is written', (t) => {
  for (const name of ['__proto__', '\\u005f_proto__', '__pr\\u006Fto__', '\\u005F\\u005fproto\\u005f\\u005f']) {
    const read = json<Record<string, unknown>>().deserialize(
      Buffer.from(`{"a":{"${name}":{"polluted":1},"b":2},"${name}":{"polluted":1},"text":"__proto__ \\u0041"}`),
    )
    t.deepEqual(read, { a: { b: 2 }, text: '__proto__ A' })
    const copy = Object.assign({}, read, read['a'])
    t.is((copy as { polluted?: number }).polluted, undefined)
  }
})

test('half a surrogate pair in JSON comes back', (t) => {
  t.is(json<string>().deserialize(json<string>().serialize('a\ud800')), 'a\ud800')
  t.is(encoderOf(json<string>())('a\ud800'), '"a\\ud800"')
})

test('what was read and is written again has the bytes that it had when it was written first', (t) => {
  const serde = json<unknown>()
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bytes = serde.serialize(value)
      fc.pre(!bytes.includes('__proto__'))
      t.deepEqual(serde.serialize(serde.deserialize(bytes)), bytes)
      t.deepEqual(Buffer.from(encoderOf(serde)(value)), bytes)
    }),
  )
})

function schemaOf(validate: StandardSchema['~standard']['validate']): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}
