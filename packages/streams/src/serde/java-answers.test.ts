/**
 * Every serde against the bytes that Java's serializer gives for the same value, in both directions.
 * The answers in java-answers.json were written by Java itself; a serde that differs from them is wrong.
 */
import test from 'ava'
import answers from './java-answers.json' with { type: 'json' }
import { list } from './list.ts'
import { bigLong, double, float, integer, long, short } from './number.ts'
import { boolean, buffer, nothing } from './plain.ts'
import { decoderOf, deserializeNullable, encoderOf, type Serde, serializeNullable } from './serde.ts'
import { string, uuid } from './text.ts'
import { sessionWindowed, timeWindowed } from './windowed.ts'

const plainSerdes = { bigLong, boolean, buffer, double, float, integer, long, nothing, short, string, uuid }
const serdes = new Map<string, Serde<unknown>>(Object.entries(plainSerdes))
serdes.set('list of integer', list(integer))

/** The serdes that are made of another one, by the names that the answers have. */
const serdesOf = {
  list: (inner: Serde<unknown>) => list(inner),
  timeWindowed: (inner: Serde<unknown>, { sizeMs }: Answer) => timeWindowed(inner, Number(sizeMs)),
  'timeWindowed changelog': (inner: Serde<unknown>, { sizeMs }: Answer) =>
    timeWindowed(inner, Number(sizeMs), { changelog: true }),
  sessionWindowed: (inner: Serde<unknown>) => sessionWindowed(inner),
}

interface Answer {
  serde: string
  inner?: string
  /** Of time windows. */
  sizeMs?: string
  /** Of windowed keys: the key, the window's start and its end. */
  value: unknown
  bytes: string | null
}

/** Strings that Java could write only by losing a half of a surrogate pair do not come back. */
const losesSomething = (value: unknown) => typeof value === 'string' && !value.isWellFormed()

for (const answer of answers.answers as Answer[]) {
  const { serde: name, inner, value, bytes } = answer
  const title = `${inner === undefined ? name : `${name} of ${inner}`} ${JSON.stringify(value)} has the bytes that Java gives it`
  test(title, (t) => {
    const serde = serdeOf(answer)
    const wanted = name.includes('indowed') ? windowedKey(inner ?? '', value as unknown[]) : plain(inner ?? name, value)
    t.is(serializeNullable(serde, wanted)?.toString('hex') ?? null, bytes)
    if (losesSomething(value)) return
    t.deepEqual(deserializeNullable(serde, bytes === null ? null : Buffer.from(bytes, 'hex')), wanted)
    if (bytes === null) return
    t.is(Buffer.from(encoderOf(serde)(wanted)).toString('hex'), bytes)
    const amongOthers = Buffer.from(`ffff${bytes}ffff`, 'hex')
    t.deepEqual(decoderOf(serde)(amongOthers, 2, amongOthers.length - 2), wanted)
  })
}

function serdeOf(answer: Answer): Serde<unknown> {
  const { serde: name, inner } = answer
  if (inner === undefined) return serdeNamed(name)
  return serdesOf[name as keyof typeof serdesOf](serdeNamed(inner), answer) as Serde<unknown>
}

function serdeNamed(name: string): Serde<unknown> {
  const serde = serdes.get(name)
  if (serde === undefined) throw new Error(`expected a serde called ${name}, found none`)
  return serde
}

function windowedKey(inner: string, [key, start, end]: unknown[]): unknown {
  return { key: plain(inner, key), window: { startMs: Number(start), endMs: Number(end) } }
}

/** The value as the serde takes it: JSON has no bigint, no NaN, no minus zero, no bytes. */
function plain(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => plain(name, element))
  if (typeof value !== 'string') return value
  if (name === 'bigLong') return BigInt(value)
  if (name === 'buffer') return Buffer.from(value, 'hex')
  return ['long', 'float', 'double'].includes(name) ? Number(value) : value
}
