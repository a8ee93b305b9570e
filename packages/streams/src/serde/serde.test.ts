/** Encoding and decoding in place: what a serde's own memory holds, and serdes that know of neither. */
import test from 'ava'
import { list } from './list.ts'
import { bigLong, double, float, integer, long, short } from './number.ts'
import { boolean, buffer } from './plain.ts'
import { decoderOf, encoderOf, type Serde } from './serde.ts'
import { string, uuid } from './text.ts'

const numbers: Record<string, Serde<number>> = { short, integer, long, float, double }

for (const [name, serde] of Object.entries(numbers)) {
  test(`a key and a value of the serde ${name} are encoded side by side`, (t) => {
    const encode = encoderOf(serde)
    const [key, value] = [encode(1), encode(2)]
    t.deepEqual([Buffer.from(key), Buffer.from(value)], [serde.serialize(1), serde.serialize(2)])
  })

  test(`what ${name} serializes stays, whatever is serialized or encoded later`, (t) => {
    const bytes = serde.serialize(1)
    const copy = Buffer.from(bytes)
    for (const later of [2, 3, 4]) encoderOf(serde)(later)
    t.deepEqual(bytes, copy)
  })

  test(`${name} refuses a stretch of another length`, (t) => {
    const bytes = Buffer.alloc(20)
    const length = serde.serialize(1).length
    t.throws(() => decoderOf(serde)(bytes, 2, 2 + length - 1), { code: 'WRONG_LENGTH' })
    t.throws(() => decoderOf(serde)(bytes, 2, 2 + length + 1), { code: 'WRONG_LENGTH' })
  })
}

test('what is text is encoded as text, without bytes in between', (t) => {
  t.is(encoderOf(string)('Grüße'), 'Grüße')
  t.is(encoderOf(string)('a\ud800b'), 'a?b')
  t.is(encoderOf(uuid)('123E4567-E89B-12D3-A456-426614174000'), '123e4567-e89b-12d3-a456-426614174000')
})

test('a boolean and a bigLong are encoded as they are serialized', (t) => {
  t.deepEqual(Buffer.from(encoderOf(boolean)(true)), boolean.serialize(true))
  t.deepEqual(Buffer.from(encoderOf(bigLong)(-1n)), bigLong.serialize(-1n))
})

test('a buffer is decoded as a view of what was fetched', (t) => {
  const fetched = Buffer.from('0001020304', 'hex')
  const value = decoderOf(buffer)(fetched, 1, 3)
  t.deepEqual(value, Buffer.from('0102', 'hex'))
  t.is(value.buffer, fetched.buffer)
})

test("a user's serde that only serializes and deserializes encodes and decodes by that", (t) => {
  class Celsius implements Serde<number> {
    readonly #unit = 'C'

    serialize(value: number) {
      return Buffer.from(`${value}${this.#unit}`)
    }

    deserialize(bytes: Buffer) {
      return Number(bytes.toString().replace(this.#unit, ''))
    }
  }
  const serde = new Celsius()
  t.deepEqual(encoderOf(serde)(21), Buffer.from('21C'))
  t.is(decoderOf(serde)(Buffer.from('..21C..'), 2, 5), 21)
  t.deepEqual(list(serde).deserialize(list(serde).serialize([1, null])), [1, null])
})

test("a user's serde may have ways of its own, and they are called on it", (t) => {
  class Counted implements Serde<string> {
    encoded = 0
    decoded = 0
    serialize = string.serialize
    deserialize = string.deserialize

    encode(value: string) {
      this.encoded++
      return value
    }

    decode(bytes: Buffer, start: number, end: number) {
      this.decoded++
      return bytes.toString('utf8', start, end)
    }
  }
  const serde = new Counted()
  t.is(encoderOf(serde)('ann'), 'ann')
  t.is(decoderOf(serde)(Buffer.from('.ann.'), 1, 4), 'ann')
  t.deepEqual([serde.encoded, serde.decoded], [1, 1])
})
