/**
 * Every serde against the bytes that Java's serializer gives for the same value, in both directions.
 * The answers in java-answers.json were written by Java itself; a serde that differs from them is wrong.
 */
import test from 'ava'
import answers from './java-answers.json' with { type: 'json' }
import { list } from './list.ts'
import { bigLong, double, float, integer, long, short } from './number.ts'
import { boolean, nothing } from './plain.ts'
import { deserializeNullable, type Serde, serializeNullable } from './serde.ts'
import { string, uuid } from './text.ts'

const plainSerdes = { bigLong, boolean, double, float, integer, long, nothing, short, string, uuid }
const serdes = new Map<string, Serde<unknown>>(Object.entries(plainSerdes))
serdes.set('list of integer', list(integer))

/** Strings that Java could write only by losing a half of a surrogate pair do not come back. */
const losesSomething = (value: unknown) => typeof value === 'string' && !value.isWellFormed()

for (const { serde: name, inner, value, bytes } of answers.answers as Answer[]) {
  const title = `${inner === undefined ? name : `list of ${inner}`} ${JSON.stringify(value)} has the bytes that Java gives it`
  test(title, (t) => {
    const serde = inner === undefined ? serdeNamed(name) : list(serdeNamed(inner))
    const wanted = plain(inner ?? name, value)
    t.is(serializeNullable(serde, wanted)?.toString('hex') ?? null, bytes)
    if (losesSomething(value)) return
    t.deepEqual(deserializeNullable(serde, bytes === null ? null : Buffer.from(bytes, 'hex')), wanted)
  })
}

interface Answer {
  serde: string
  inner?: string
  value: unknown
  bytes: string | null
}

function serdeNamed(name: string): Serde<unknown> {
  const serde = serdes.get(name)
  if (serde === undefined) throw new Error(`expected a serde called ${name}, found none`)
  return serde
}

/** The value as the serde takes it: JSON has no bigint, no NaN, no minus zero. */
function plain(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => plain(name, element))
  if (typeof value !== 'string') return value
  if (name === 'bigLong') return BigInt(value)
  return ['long', 'float', 'double'].includes(name) ? Number(value) : value
}
