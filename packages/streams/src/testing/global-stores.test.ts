import test from 'ava'
import { type KeyValueStore, StreamsBuilder, topic } from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const names = topic('names', { key: string, value: string })
const asked = topic('asked', { key: string, value: string })

type Store = KeyValueStore<string, { value: string; timestamp: number }>

/** A processor that does this with the global table of names, for each record that is asked. */
function driverThat(act: (store: Store, key: string) => void) {
  const builder = new StreamsBuilder()
  builder.globalTable(names, { store: 'names' })
  builder.stream(asked).process(() => {
    let store: Store
    return {
      init(context) {
        store = context.getStateStore('names')
      },
      process(record) {
        act(store, record.key)
      },
    }
  })
  return new TestDriver(builder.build())
}

test('a processor reads a global store', (t) => {
  const found: unknown[] = []
  const driver = driverThat((store, key) => {
    found.push(store.get(key)?.value, [...store.all()].length, store.name, store.isOpen)
  })
  driver.input(names).send('a', 'Ada')
  driver.input(asked).send('a', '?')
  t.deepEqual(found, ['Ada', 1, 'names', true])
})

test('a processor does not write to a global store', (t) => {
  const driver = driverThat((store, key) => {
    store.put(key, { value: 'x', timestamp: 0 })
  })
  const error = t.throws(() => driver.input(asked).send('a', '?'), { name: 'ProcessingError' })
  t.like(error?.cause, { code: 'READ_ONLY', store: 'names' })
})
