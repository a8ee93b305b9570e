import test from 'ava'
import fc from 'fast-check'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'
import { fetchFrom, settle, watched } from './test-fetch.contract.ts'

/**
 * A consumer with a session, as Java's is: it names a partition only when its position has changed or when it
 * takes it up, and leaves some alone for a while. Whatever happens, it gets every record once and in order.
 */
class Consumer {
  readonly received = new Map<number, (string | null)[]>()
  readonly #broker: TestBroker
  readonly #version: number
  readonly #positions = new Map<number, number>()
  /** Those of which the broker knows the position. */
  #named = new Set<number>()
  #inSession = new Set<number>()
  #session: readonly [number, number] = [0, 0]

  constructor(broker: TestBroker, version: number) {
    this.#broker = broker
    this.#version = version
  }

  async poll(active: ReadonlySet<number>, { maxBytes, maxWaitMs }: { maxBytes: number; maxWaitMs: number }) {
    const isFull = this.#session[1] === 0
    const named = [...active].filter((index) => isFull || !this.#named.has(index))
    const forgotten = isFull ? [] : [...this.#inSession].filter((index) => !active.has(index))
    this.#named = new Set(active)
    this.#inSession = new Set(active)
    const partitions = named.map((partition) => ({ partition, offset: this.#positions.get(partition) ?? 0 }))
    const options = { version: this.#version, session: this.#session, partitions, forgotten, maxBytes, maxWaitMs }
    const { errorCode, sessionId, values } = await fetchFrom(this.#broker, options)
    if (errorCode !== 0) throw new Error(`error ${errorCode}`)
    for (const [index, list] of Object.entries(values)) this.#receive(Number(index), list)
    this.#session = sessionId === 0 ? [0, 0] : [sessionId, this.#session[1] + 1]
  }

  #receive(index: number, values: (string | null)[]): void {
    if (values.length === 0) return
    this.received.set(index, [...(this.received.get(index) ?? []), ...values])
    this.#positions.set(index, (this.#positions.get(index) ?? 0) + values.length)
    this.#named.delete(index)
  }
}

const PARTITIONS = 4
const indexes = fc.nat({ max: PARTITIONS - 1 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), index: indexes, bytes: fc.nat({ max: 300 }) }),
  fc.record({
    kind: fc.constant('poll' as const),
    active: fc.uniqueArray(indexes),
    maxBytes: fc.constantFrom(1, 300, 1e6),
    wakeBy: fc.option(indexes),
  }),
)

for (const version of [12, 17]) {
  test(`version ${version}: a consumer with a session gets every record once and in order`, async (t) => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const broker = await TestBroker.open()
      const { partitions } = await createOrders(broker, PARTITIONS)
      const appended = new Map<number, string[]>()
      const append = (index: number, bytes: number) => {
        const values = appended.get(index) ?? []
        const value = `${values.length}:${'x'.repeat(bytes)}`
        appended.set(index, [...values, value])
        partitions[index]?.append(batchOf([value]), { origin: 'client' })
      }
      const consumer = new Consumer(broker, version)
      const all = new Set(partitions.map(({ index }) => index))
      for (const one of steps) {
        if (one.kind === 'append') append(one.index, one.bytes)
        else {
          const poll = watched(consumer.poll(new Set(one.active), { maxBytes: one.maxBytes, maxWaitMs: 100 }))
          await settle()
          if (one.wakeBy !== null) append(one.wakeBy, 10)
          await settle()
          broker.clock.advance(100)
          await poll.promise
        }
      }
      const count = () => [...consumer.received.values()].reduce((sum, values) => sum + values.length, 0)
      for (let before = -1; before < count(); ) {
        before = count()
        await consumer.poll(all, { maxBytes: 1e6, maxWaitMs: 0 })
      }
      for (const index of all) t.deepEqual(consumer.received.get(index) ?? [], appended.get(index) ?? [])
      await broker.close()
    })
    await fc.assert(property, { numRuns: 60 })
  })
}
