import test from 'ava'
import { type Processor, type StreamRecord, StreamsBuilder, stores, Topology, topic } from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from '../testing.ts'

const words = topic('words', { key: string, value: string })
const echoed = topic('echoed', { key: string, value: string })

class Echo implements Processor<string, string> {
  static readonly stores = [stores.keyValue('seen', { key: string, value: string })]
  #forward: (record: StreamRecord<string, string>) => void = () => {}

  init(context: Parameters<NonNullable<Processor<string, string>['init']>>[0]): void {
    const seen = context.getStateStore<import('../index.ts').KeyValueStore<string, string>>('seen')
    this.#forward = (record) => {
      seen.put(record.key, record.value)
      context.forward(record)
    }
  }

  process(record: StreamRecord<string, string>): void {
    this.#forward(record)
  }
}

test('a processor may be given as a class, which names its stores', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).process(Echo).to(echoed)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'one')
  t.deepEqual(driver.output(echoed).readValues(), ['one'])
})

test('a function of the old kind is a supplier, not a class', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .process(
      function supplier() {
        return new Echo()
      },
      { stores: Echo.stores },
    )
    .to(echoed)
  t.notThrows(() => builder.build())
})

test('a supplier that gives one processor to all tasks is refused', (t) => {
  const echo = new Echo()
  const topology = new Topology().addSource('source', { topics: ['words'], key: string, value: string })
  t.throws(() => topology.addProcessor('echo', { supplier: () => echo, parents: ['source'] }), {
    code: 'BAD_PROCESSOR',
    message: /processor echo: its supplier gives the same object/,
  })
})

test('a supplier that makes no processor is refused', (t) => {
  const topology = new Topology().addSource('source', { topics: ['words'], key: string, value: string })
  const supplier = (() => undefined) as unknown as () => Processor<string, string>
  t.throws(() => topology.addProcessor('echo', { supplier, parents: ['source'] }), {
    code: 'BAD_PROCESSOR',
    message: /it made undefined/,
  })
})
