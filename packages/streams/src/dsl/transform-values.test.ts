/** Tables whose values are made by transformers of the program's own, which remember things in stores. */
import test from 'ava'
import {
  type KeyValueStore,
  type KTable,
  StreamsBuilder,
  stores,
  topic,
  type ValueTransformer,
  type ValueTransformerContext,
} from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from '../testing.ts'

const words = topic('words', { key: string, value: string })
const out = topic('out', { key: string, value: string })
const seen = stores.keyValue('seen', { key: string, value: string })

/** All values that a key has had, one behind the other. */
class Remembering implements ValueTransformer<string, string, string> {
  #context!: ValueTransformerContext
  #store!: KeyValueStore<string, string>

  init(context: ValueTransformerContext): void {
    this.#context = context
    this.#store = context.getStateStore('seen')
  }

  transform(value: string | null, key: string): string | null {
    const all = (this.#store.get(key) ?? '') + (value ?? '-')
    this.#store.put(key, all)
    return value === 'none' ? null : `${all}@${this.#context.recordContext.timestamp}`
  }
}

/** The table of `words` with something done to it, and its changes. */
function driverOf(of: (table: KTable<string, string>) => KTable<string, string>) {
  const builder = new StreamsBuilder()
  of(builder.table(words)).toStream().to(out)
  return new TestDriver(builder.build(), { config: { cacheMaxBytes: 0 } })
}

function send(driver: TestDriver, values: readonly (string | null)[]): (string | null)[] {
  for (const [index, value] of values.entries()) driver.input(words).send('a', value, { timestamp: index + 1 })
  return driver.output(out).readValues()
}

test('each change of a row, and each deletion, is given to the transformer', (t) => {
  using driver = driverOf((table) => table.transformValues(Remembering, { stores: [seen] }))
  t.deepEqual(send(driver, ['x', 'y', null, 'none']), ['x@1', 'xy@2', 'xy-@3', null])
})

test('a table that is stored is looked up in its store, and nothing is made again for it', (t) => {
  using driver = driverOf((table) => {
    const all = table.transformValues(Remembering, { stores: [seen], store: 'all', value: string })
    return table.join(all, (now, before) => `${now}: ${before}`)
  })
  t.deepEqual(send(driver, ['x', 'y']), ['x: x@1', 'x: x@1', 'y: xy@2', 'y: xy@2'])
  t.is(driver.store<KeyValueStore<string, string>>('seen')?.get('a'), 'xy')
})

test('a table that is not stored makes a value again for who looks it up, with the time of the row above', (t) => {
  const asked: string[] = []
  using driver = driverOf((table) => {
    const shown = table.transformValues<string>(() => {
      let context: ValueTransformerContext
      return {
        init(given) {
          context = given
        },
        transform(value) {
          const { topic: from, timestamp } = context.recordContext
          asked.push(`${value} of ${from} at ${timestamp}`)
          return value
        },
      }
    })
    return table.leftJoin(shown, (now, then) => `${now}: ${then}`)
  })
  t.deepEqual(send(driver, ['x']), ['x: x', 'x: x'])
  t.deepEqual(asked, ['x of words at 1', 'x of null at 1'])
})

test('a transformer that looks a value up needs its stores connected to who asks, or the table stored', (t) => {
  const error = t.throws(() =>
    driverOf((table) => {
      const all = table.transformValues(Remembering, { stores: [seen] })
      return table.join(all, (now, before) => `${now}: ${before}`)
    }),
  )
  t.regex(error.message, /not connected to a store seen/)
})

test('a supplier that hands out one transformer for all tasks is refused, and what transforms nothing too', (t) => {
  const one = new Remembering()
  const table = new StreamsBuilder().table(words)
  t.throws(() => table.transformValues(() => one), { code: 'BAD_PROCESSOR' })
  const error = t.throws(() => table.transformValues(() => ({}) as Remembering), { code: 'BAD_PROCESSOR' })
  t.regex(error.message, /KTABLE-TRANSFORMVALUES-.* a method transform/)
})
